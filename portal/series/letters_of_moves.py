"""The one letter about dates that were moved, or that somebody wants to move: for each, what it was and what it is to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.booking.queries import BookingView, ChangeView
from portal.series import letters
from portal.series.letters import OWNER, Text
from portal.series.queries import SeriesView
from portal.web import formats


@dataclass(frozen=True)
class Moved:
    """One date: what it was and what it is, or what is asked for it while it stays as it was."""

    before: BookingView
    after: BookingView
    wish: ChangeView | None = None


def tell_moved(series: SeriesView, moved: Sequence[Moved], text: str, *, now: datetime) -> None:
    """Write once to each side of all that was moved and asked for; call it in the transaction that makes it true."""
    asked, done = [one for one in moved if one.wish], [one for one in moved if not one.wish]
    kind = "change-asked" if asked else "changed"

    def words(reader: letters.Reader) -> Text:
        parts = [_says_done(done, reader.language)] if done else []
        parts += [_says_asked(asked, reader)] if asked else []
        parts += [_("Skäl: %(reason)s", reason=text)] if text else []
        return _subject(series, is_asked=bool(asked)), "\n\n".join(parts)

    letters.write(series, kind, [one.after for one in moved], words, calendar=[one.after for one in done], now=now)


def _subject(series: SeriesView, *, is_asked: bool) -> str:
    if is_asked:
        return _("En ändring av serien %(reference)s väntar på svar", reference=series.reference)
    return _("Serien %(reference)s är ändrad", reference=series.reference)


def _says_done(done: Sequence[Moved], language: str) -> str:
    says = ngettext("%(num)s datum i serien har ändrats.", "%(num)s datum i serien har ändrats.", len(done))
    return "\n".join([says, *(_line(one.before, one.after, one.before.reference, language) for one in done)])


def _says_asked(asked: Sequence[Moved], reader: letters.Reader) -> str:
    if reader.side == OWNER:
        says = ngettext(
            "Den som bokat vill ändra %(num)s datum. Tills ni svarar gäller det som det är.",
            "Den som bokat vill ändra %(num)s datum. Tills ni svarar gäller de som de är.",
            len(asked),
        )
    else:
        says = ngettext(
            "Vi har frågat testbädden om att ändra %(num)s datum. Tills de svarar gäller det som det är.",
            "Vi har frågat testbädden om att ändra %(num)s datum. Tills de svarar gäller de som de är.",
            len(asked),
        )
    lines = (_line(one.before, one.wish, one.before.reference, reader.language) for one in asked if one.wish)
    return "\n".join([says, *lines])


def _line(was: BookingView, is_now: BookingView | ChangeView, reference: str, language: str) -> str:
    first, second = (formats.span(one.starts_at, one.ends_at, language) for one in (was, is_now))
    if was.units != is_now.units:
        return _(
            "%(was)s → %(new)s, enheter: %(units)s  %(reference)s",
            was=first,
            new=second,
            units=is_now.units,
            reference=reference,
        )
    return f"{first} → {second}  {reference}"
