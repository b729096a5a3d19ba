"""One letter for the whole series to each reader, however many dates it is about; nothing confidential in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import update

from portal import outbox
from portal.booking import service as booking
from portal.booking.queries import BookingView
from portal.booking.service import Reader
from portal.database import db
from portal.outbox import Letter
from portal.series.models import Series
from portal.series.queries import SeriesView
from portal.web import formats
from portal.web.language import in_language, localised
from portal.web.links import public_url

OWNER = "owner"
WITH_CALENDAR = frozenset({"confirmed", "cancelled", "moved", "changed"})
Text = tuple[str, str]


def tell(series: SeriesView, kind: str, views: Sequence[BookingView], *, now: datetime, text: str = "") -> None:
    """Write to the booker and to those who answer for the testbed; call it in the transaction that makes it true."""

    def words(reader: Reader) -> Text:
        subject, says = TEXTS.get(kind, _changed)(series.reference, len(views), reader.side)
        reason = [_("Skäl: %(reason)s", reason=text)] if text else []
        return subject, "\n\n".join([says, *reason, _dates(views, reader.language)])

    write(series, kind, views, words, calendar=views if kind in WITH_CALENDAR else (), now=now)


def write(
    series: SeriesView,
    kind: str,
    views: Sequence[BookingView],
    words: Callable[[Reader], Text],
    *,
    calendar: Sequence[BookingView],
    now: datetime,
) -> None:
    """Write these words to each reader in their language, once for each sequence of the series."""
    number = series.sequence + 1
    db.session.execute(update(Series).where(Series.id == series.id).values(sequence=number))
    series = replace(series, sequence=number)
    readers = booking.readers_for(views[0], kind, now)
    units = "–".join(str(one) for one in sorted({one.units for one in views}))
    outbox.tell([_letter(series, kind, units, reader, words, calendar, now) for reader in readers], now=now)


def _letter(
    series: SeriesView,
    kind: str,
    units: str,
    reader: Reader,
    words: Callable[[Reader], Text],
    views: Sequence[BookingView],
    now: datetime,
) -> Letter:
    language = reader.language
    calendar = booking.calendar_of_all(views, language, host=booking.host(), now=now) if views else None
    with in_language(language):
        subject, says = words(reader)
        paragraphs = [
            _("Hej!"),
            says,
            _facts(series, units, reader),
            _("Serien med alla sina datum finns här:"),
            public_url("series.show", language, reference=series.reference),
            _("Hälsningar från %(portal)s", portal=current_app.config["PORTAL_NAME"]),
        ]
    return Letter(
        f"series.{kind}"[:40],
        reader.email,
        language,
        subject,
        "\n\n".join(paragraphs) + "\n",
        about=series.reference,
        calendar=calendar,
        dedupe=f"series-{series.id}:{series.sequence}:{reader.id}",
    )


def _facts(series: SeriesView, units: str, reader: Reader) -> str:
    lines = [
        (_("Testbädd"), localised(series, "testbed_name", reader.language)),
        (_("Resurs"), localised(series, "resource_name", reader.language)),
        (_("Antal enheter"), units),
    ]
    if reader.side == OWNER:
        lines.append((_("Organisation"), series.organisation_name))
    return "\n".join(f"{name}: {value}" for name, value in lines)


def _dates(views: Sequence[BookingView], language: str) -> str:
    return "\n".join(f"{formats.span(one.starts_at, one.ends_at, language)}  {one.reference}" for one in views)


def _requested(reference: str, count: int, side: str) -> Text:
    says = (
        _("Någon vill använda er testbädd på de här datumen. Bekräfta eller neka dem tillsammans eller vart och ett.")
        if side == OWNER
        else _("Vi har skickat er begäran till testbädden. Ni får ett nytt meddelande när den har svarat.")
    )
    return _("Serien %(reference)s väntar på svar", reference=reference), says


def _confirmed(reference: str, count: int, side: str) -> Text:
    says = ngettext("%(num)s datum i serien är bekräftat.", "%(num)s datum i serien är bekräftade.", count)
    return _("Serien %(reference)s är bekräftad", reference=reference), says


def _approved(reference: str, count: int, side: str) -> Text:
    says = ngettext(
        "%(num)s datum i serien har fått ett första ja och väntar på nästa.",
        "%(num)s datum i serien har fått ett första ja och väntar på nästa.",
        count,
    )
    return _("Serien %(reference)s väntar på svar", reference=reference), says


def _declined(reference: str, count: int, side: str) -> Text:
    says = ngettext("%(num)s datum i serien är nekat.", "%(num)s datum i serien är nekade.", count)
    return _("Serien %(reference)s: begäran är nekad", reference=reference), says


def _cancelled(reference: str, count: int, side: str) -> Text:
    says = ngettext(
        "%(num)s datum i serien är avbokat och tiden är ledig igen.",
        "%(num)s datum i serien är avbokade och tiderna är lediga igen.",
        count,
    )
    return _("Serien %(reference)s: datum är avbokade", reference=reference), says


def _changed(reference: str, count: int, side: str) -> Text:
    says = ngettext("%(num)s datum i serien har ändrats.", "%(num)s datum i serien har ändrats.", count)
    return _("Serien %(reference)s är ändrad", reference=reference), says


def _change_declined(reference: str, count: int, side: str) -> Text:
    says = ngettext(
        "Testbädden sa nej till att ändra %(num)s datum. Det gäller som förut.",
        "Testbädden sa nej till att ändra %(num)s datum. De gäller som förut.",
        count,
    )
    return _("Ändringen av serien %(reference)s är nekad", reference=reference), says


def _change_withdrawn(reference: str, count: int, side: str) -> Text:
    says = ngettext(
        "Den som bokat tog tillbaka ändringen av %(num)s datum. Det gäller som förut.",
        "Den som bokat tog tillbaka ändringen av %(num)s datum. De gäller som förut.",
        count,
    )
    return _("Ändringen av serien %(reference)s är tillbakatagen", reference=reference), says


TEXTS: dict[str, Callable[[str, int, str], Text]] = {
    "requested": _requested,
    "asked": _requested,
    "approved": _approved,
    "confirmed": _confirmed,
    "declined": _declined,
    "cancelled": _cancelled,
    "change-declined": _change_declined,
    "change-withdrawn": _change_withdrawn,
}
