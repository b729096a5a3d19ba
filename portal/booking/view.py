"""A booking as pages and letters need it: one row of columns, with the names of what and who it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Organisation, Person
from portal.accounts.queries import Visitor
from portal.booking.models import Booking
from portal.booking.states import EXPIRED, HELD
from portal.catalogue.models import Resource, Testbed
from portal.clock import Period


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking with the names of what and who it is about. `purpose`, `note` and both sides are confidential."""

    id: int
    reference: str
    state: str
    starts_at: datetime
    ends_at: datetime
    units: int
    held_until: datetime | None
    offered_until: datetime | None
    purpose: str
    note: str
    reason: str | None
    reason_text: str | None
    sequence: int
    version: int
    form_key: str | None
    bundle: str | None
    answer_by: datetime | None
    reminded_at: datetime | None
    in_line: bool
    steps_done: int
    created_at: datetime
    changed_at: datetime
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    late_hours: int
    late_percent: int
    resource_id: int
    resource_slug: str
    resource_name_sv: str
    resource_name_en: str
    unit: str
    mode: str
    no_show_after: int | None
    pending_holds: bool
    most_pending: int
    answer_days: int | None
    approval_steps: int
    testbed_id: int
    testbed_slug: str
    testbed_name: str
    testbed_name_en: str | None
    testbed_address: str | None
    municipality: str
    is_demonstration: bool
    owner_id: int | None
    organisation_id: int
    organisation_name: str
    person_id: int
    person_name: str
    person_email: str
    person_language: str

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)

    @property
    def was_only_held(self) -> bool:
        """Return whether it is a hold, or one that lapsed without ever being sent."""
        return self.state == HELD or (self.state == EXPIRED and self.sequence == 0)

    @property
    def deadline(self) -> datetime:
        """Return when a request lapses by itself, if nobody has answered."""
        return min(self.answer_by or self.starts_at, self.starts_at)

    @property
    def step(self) -> int:
        """Return the approval step that comes next."""
        return min(self.steps_done + 1, self.approval_steps)


_COLUMNS = (
    Booking.id,
    Booking.reference,
    Booking.state,
    Booking.starts_at,
    Booking.ends_at,
    Booking.units,
    Booking.held_until,
    Booking.offered_until,
    Booking.purpose,
    Booking.note,
    Booking.reason,
    Booking.reason_text,
    Booking.sequence,
    Booking.version,
    Booking.form_key,
    Booking.bundle,
    Booking.answer_by,
    Booking.reminded_at,
    Booking.in_line,
    Booking.steps_done,
    Booking.created_at,
    Booking.changed_at,
    Booking.checked_in_at,
    Booking.checked_out_at,
    Booking.late_hours,
    Booking.late_percent,
    Resource.id,
    Resource.slug,
    Resource.name_sv,
    Resource.name_en,
    Resource.unit,
    Resource.mode,
    Resource.no_show_after,
    Resource.pending_holds,
    Resource.most_pending,
    Resource.answer_days,
    Resource.approval_steps,
    Testbed.id,
    Testbed.slug,
    Testbed.name,
    Testbed.name_en,
    Testbed.address,
    Testbed.municipality,
    Testbed.is_demonstration,
    Testbed.owner_id,
    Organisation.id,
    Organisation.name,
    Person.id,
    Person.name,
    Person.email,
    Person.language,
)
VIEWS = (
    select(*_COLUMNS)
    .join(Resource, Resource.id == Booking.resource_id)
    .join(Testbed, Testbed.id == Resource.testbed_id)
    .join(Organisation, Organisation.id == Booking.organisation_id)
    .join(Person, Person.id == Booking.person_id)
)


def view_of_new(booking_id: int, resource: Resource, visitor: Visitor, kept: Mapping[str, Any]) -> BookingView:
    """Return the view of a booking that was entered with these columns, without asking the database what we just told it."""
    testbed, organisation = resource.testbed, visitor.organisation
    assert organisation is not None
    unset = {"offered_until": None, "answer_by": None, "reminded_at": None}
    kept = {"version": 1, "in_line": False, "steps_done": 0, **unset, **kept}
    return BookingView(
        id=booking_id,
        reason=None,
        reason_text=None,
        resource_id=resource.id,
        resource_slug=resource.slug,
        resource_name_sv=resource.name_sv,
        resource_name_en=resource.name_en,
        unit=resource.unit,
        mode=resource.mode,
        no_show_after=resource.no_show_after,
        checked_in_at=None,
        checked_out_at=None,
        pending_holds=resource.pending_holds,
        most_pending=resource.most_pending,
        answer_days=resource.answer_days,
        approval_steps=resource.approval_steps,
        testbed_id=testbed.id,
        testbed_slug=testbed.slug,
        testbed_name=testbed.name,
        testbed_name_en=testbed.name_en,
        testbed_address=testbed.address,
        municipality=testbed.municipality,
        is_demonstration=testbed.is_demonstration,
        owner_id=testbed.owner_id,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        person_id=visitor.id,
        person_name=visitor.name,
        person_email=visitor.email,
        person_language=visitor.language,
        **kept,
    )
