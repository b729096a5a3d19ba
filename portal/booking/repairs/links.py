"""The link in a letter by which a company answers for a displaced booking without signing in.

It is signed, for this purpose alone, for one opening of one line, and runs out after a fortnight. The line itself never does.
"""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from portal.booking import letters, queries
from portal.booking.models import Booking, Repair
from portal.booking.queries import BookingView
from portal.database import db
from portal.web import formats, signed
from portal.web.links import public_url

PURPOSE = "repair"
ANSWERED_WITHIN = timedelta(days=14)


def link_words(booking: BookingView, now: datetime) -> letters.Details:
    """Say to the booker where to answer without signing in; nothing to the owner, who is not the one to answer."""
    line = _open_line(booking.id)

    def words(side: str) -> str:
        if side != letters.BOOKER or line is None or line.answer_by <= now:
            return ""
        language = str(get_locale())
        link = public_url("booking.answer", language, nyckel=signed.sign(PURPOSE, line.key, expires_at=line.answer_by))
        until = formats.moment(line.answer_by, language)
        return _("Svara direkt utan att logga in, senast %(until)s:", until=until) + "\n" + link

    return words


def _open_line(booking_id: int) -> Any:
    columns = select(Repair.key, Repair.answer_by).where(Repair.booking_id == booking_id, Repair.key.is_not(None))
    return db.session.execute(columns.where(Repair.settled_at.is_(None))).one_or_none()


def read_link(word: str, now: datetime) -> BookingView:
    """Return the booking that the link is about. Raise BadLink or OldLink."""
    key = signed.read(PURPOSE, word, now=now)
    query = select(Booking.reference).join(Repair, Repair.booking_id == Booking.id).where(Repair.key == key)
    reference = db.session.execute(query).scalar_one_or_none()
    booking = queries.find_view(reference) if reference else None
    if booking is None:
        # The booking was displaced once more: a newer letter has the link that counts.
        raise signed.OldLink()
    return booking
