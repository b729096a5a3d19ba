"""After it was sent: some dates or all are called off and answered, each side is told once and of exactly what was done."""

from datetime import timedelta

import pytest

from portal.booking import service as booking
from portal.clock import Period
from portal.database import db
from portal.errors import NotAllowed, NotFound, Refusal
from portal.series import service
from portal.series.service import ALL, FOLLOWING, ONE
from tests.booking.scene import NOW, claims, letters, make_scene, named_in, taken
from tests.booking.test_race import at_once, won
from tests.series.weeks import make, monday, states, week


def cancel(scene, series, scope, day=None, *, by=None, now=NOW, reason="plans"):
    return service.cancel_series(by or scene.booker, series.reference, scope, day, reason, "", now)


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (ONE, ["confirmed", "cancelled", "confirmed"]),
        (FOLLOWING, ["confirmed", "cancelled", "cancelled"]),
        (ALL, ["cancelled"] * 3),
    ],
)
def test_one_date_this_and_the_following_or_all_are_called_off_in_one_letter(app, scope, left):
    scene = make_scene()
    series = make(scene, 3)
    before = len(letters())

    outcome = cancel(scene, series, scope, monday(1))

    assert states(series) == left
    assert len(outcome.done) == left.count("cancelled") and outcome.left == []
    new = letters()[before:]
    assert len(new) == 2 and {one.kind for one in new} == {"series.cancelled"}
    assert all(len(named_in(one.body)) == left.count("cancelled") for one in new)


def test_a_date_that_has_begun_is_told_apart_from_those_that_were_called_off(app):
    """Cal 10673: an error was shown though most of the series was booked."""
    scene = make_scene()
    series = make(scene, 3)
    before = len(letters())

    outcome = cancel(scene, series, ALL, now=week(0).starts_at + timedelta(hours=1))

    assert states(series) == ["confirmed", "cancelled", "cancelled"]
    assert [(view.starts_at, why.message) for view, why in outcome.left] == [
        (week(0).starts_at, "Tiden har redan börjat.")
    ]
    assert all(len(named_in(one.body)) == 2 for one in letters()[before:])


def test_when_nothing_can_be_done_nothing_is_said_to_be(app):
    scene = make_scene()
    series = make(scene, 1)
    before = len(letters())

    with pytest.raises(Refusal, match="redan börjat"):
        cancel(scene, series, ALL, now=week(0).starts_at)
    cancel(scene, series, ALL)
    with pytest.raises(Refusal, match="inget datum kvar"):
        cancel(scene, series, ALL)

    assert len(letters()) == before + 2


def test_an_owner_says_yes_to_all_that_wait_in_one_press(app):
    scene = make_scene(mode="request")
    series = make(scene, 3)
    first = claims_reference(series)
    booking.decline_booking(scene.owner, first, "staff", "", NOW)
    before = len(letters())

    outcome = service.confirm_series(scene.owner, series.reference, NOW)

    assert states(series) == ["declined", "confirmed", "confirmed"]
    assert len(outcome.done) == 2
    assert {one.kind for one in letters()[before:]} == {"series.confirmed"} and len(letters()) == before + 2


def claims_reference(series):
    from portal.series import queries

    return queries.dates_of(series.id)[0].booking.reference


def test_an_owner_says_no_to_all_that_wait(app):
    scene = make_scene(mode="request")
    series = make(scene, 2)

    service.decline_series(scene.owner, series.reference, "staff", "Semester", NOW)

    assert states(series) == ["declined"] * 2 and claims() == []
    assert letters()[-1].kind == "series.declined"


def test_both_sides_and_nobody_else_act(app):
    scene = make_scene(mode="request")
    series = make(scene, 2)

    with pytest.raises(NotFound):
        cancel(scene, series, ALL, by=scene.rival)
    with pytest.raises(NotAllowed):
        service.confirm_series(scene.booker, series.reference, NOW)
    with pytest.raises(NotFound):
        service.decline_series(scene.rival, series.reference, "staff", "", NOW)
    cancel(scene, series, ONE, monday(0), by=scene.owner, reason="staff")

    assert states(series) == ["cancelled", "requested"]


def test_yes_and_cancelled_at_once_leave_every_date_in_one_state(app):
    scene = make_scene(mode="request")
    series = make(scene, 3)
    owner, booker = scene.owner, scene.booker

    results = at_once(
        app,
        [
            lambda: service.decline_series(owner, series.reference, "other", "", NOW),
            lambda: service.cancel_series(booker, series.reference, ALL, None, "other", "", NOW),
        ],
    )

    assert len(won(results)) == 1
    assert len(set(states(series))) == 1 and claims() == []


def test_a_letter_of_its_own_for_one_date_changed_on_its_page(app):
    scene = make_scene()
    series = make(scene, 2)

    booking.cancel_booking(scene.booker, claims_reference(series), "plans", "", NOW)

    assert letters()[-1].kind == "booking.cancelled"
    assert states(series) == ["cancelled", "confirmed"] and claims() == taken(week(1))


def test_reading_by_the_owner_is_written_down(app):
    from portal.audit import AuditEvent

    scene = make_scene()
    series = make(scene, 1)
    service.note_reading(scene.owner, series, NOW)
    service.note_reading(scene.booker, series, NOW)

    reads = [one for one in db.session.query(AuditEvent).all() if one.action == "series.read"]
    assert [one.person_id for one in reads] == [scene.owner.id]
    assert isinstance(week(0), Period)
