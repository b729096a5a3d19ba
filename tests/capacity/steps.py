"""What the tests of capacity do and look at again and again."""

import re
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from portal import clock
from portal.accounts.queries import Place, Visitor
from portal.audit import AuditEvent
from portal.capacity import queries, rules, service
from portal.capacity.models import Capacity
from portal.capacity.rules import Line, Stretch
from portal.database import db
from tests.builders import make_booking

TODAY = date(2027, 2, 25)  # a Thursday
NOW = clock.start_of(TODAY) + timedelta(hours=10, minutes=30)
MONDAY = date(2027, 3, 1)
OFFICE = tuple(Line(weekday, 8 * 60, 17 * 60) for weekday in range(5))
save_plan = partial(service.enter_plan, now=NOW)


def visitor_of(person, testbed):
    place = Place(testbed.owner_id, "o", "O", "operator", "member", "unknown", (), False, False)
    return Visitor(person.id, person.email, person.name, "sv", False, False, 1, (place,))


def stretch(day, first, last, units=1):
    return Stretch(rules.moment_of(day, int(first * 60)), rules.moment_of(day, int(last * 60)), units)


def rows(resource):
    query = select(Capacity.starts_at, Capacity.ends_at, Capacity.units).where(Capacity.resource_id == resource.id)
    return [Stretch(*row) for row in db.session.execute(query.order_by(Capacity.starts_at, Capacity.ends_at))]


def row_ids(resource):
    return set(db.session.scalars(select(Capacity.id).where(Capacity.resource_id == resource.id)))


def on(resource, day):
    return queries.offered(resource.id, clock.day_period(day))


def book(resource, day, first, last, units=1):
    return make_booking(resource, period=stretch(day, first, last).period, units=units)


def last_audit():
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def close(owner, resource, first_day, last_day, units=0, **values):
    values = {"reason": "maintenance", "text": "", "now": NOW, **values}
    closure = service.record_closure(owner, resource, first_day, last_day, units, **values)
    service.unfold_resource(resource.id, values["now"])
    return closure


def address(resource, page="oppettider"):
    return f"/resurser/{resource.slug}/{page}"


def typed(*lines, do="check", version=0, holidays="closed"):
    """Return what a browser sends for these (weekday, opens, closes, units, first day, last day)."""
    data = {"do": do, "version": version, "closed_on_holidays": holidays, "closed_on_eves": holidays}
    for number, line in enumerate(lines):
        names = ("weekday", "opens", "closes", "units", "first_day", "last_day")
        values = [*line, "1", "", ""][: len(line)] + ["1", "", ""][len(line) - 3 :]
        data |= {f"lines-{number}-{name}": value for name, value in zip(names, values, strict=True)}
    return data


def in_page(page):
    """Return what stands in the fields of a page, as a browser would send it again."""
    fields = re.findall(r"<input[^>]*>", page.text)
    found = {}
    for field in fields:
        name, value = (re.search(rf'{word}="([^"]*)"', field) for word in ("name", "value"))
        is_choice = 'type="radio"' in field or 'type="checkbox"' in field
        if name and (not is_choice or "checked" in field):
            found[name[1]] = value[1] if value else ""
    return found
