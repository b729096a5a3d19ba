"""Short ways to make a series in a scene."""

from datetime import date, timedelta

from portal.series import queries, service
from portal.series.rules import Wanted, wall_time, wanted_on, weekly
from portal.series.service import Asked
from tests.booking.scene import NOW
from tests.builders import hours

FIRST = date(2027, 3, 1)
WEEK = 7 * 24


def wanted(count=3, *, first=FIRST, every=1, period=None):
    wall = wall_time(period or hours(0, 2))
    return wanted_on(weekly(first, every, count=count), wall), wall


def report(scene, count=3, *, by=None, units=1, now=NOW, **more):
    found, wall = wanted(count, **more)
    return service.report(by or scene.booker, scene.resource, found, wall, units, now)


def hold(scene, count=3, *, by=None, now=NOW, key="nyckel-1", resource=None, left=(), units=1, **more):
    found, _ = wanted(count, **more)
    chosen = [one for one in found if one.day not in {other.day for other in left}]
    asked = Asked(chosen, list(left), units, "Prov", "Anteckning", key)
    return service.hold_series(by or scene.booker, resource or scene.resource, asked, now)


def days(series):
    return {one.day for one in queries.dates_of(series.id)}


def send(scene, series, *, by=None, now=NOW):
    return service.send_series(by or scene.booker, series.reference, days(series), now)


def make(scene, count=3, **more):
    series = hold(scene, count, **more)
    send(scene, series)
    return series


def states(series):
    return [one.booking.state if one.booking else None for one in queries.dates_of(series.id)]


def week(number):
    """Return 08 to 10 on the Monday so many weeks after the first."""
    return hours(number * WEEK, number * WEEK + 2)


def monday(number):
    return FIRST + timedelta(weeks=number)


__all__ = ["Wanted", "days", "hold", "make", "monday", "report", "send", "states", "wanted", "week"]
