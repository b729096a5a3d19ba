"""The definitions of the figures, without a database."""

from datetime import UTC, date, datetime

import pytest

from portal.utilisation.rules import Figures, Taken, by_day, may_show_share, months_between, of_claim, total

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = 3600


def claim(state: str, *, ends_at: datetime = NOW, units: int = 1, is_sme: bool = False) -> Taken:
    return Taken(1, datetime(2026, 11, 24, 8, tzinfo=UTC), ends_at, units, state, is_sme)


@pytest.mark.parametrize(
    ("state", "booked", "used", "unknown"),
    [
        ("confirmed", HOUR, 0, HOUR),
        ("in-use", HOUR, HOUR, 0),
        ("completed", HOUR, HOUR, 0),
        ("no-show", HOUR, 0, 0),
        ("requested", 0, 0, 0),
        ("held", 0, 0, 0),
    ],
)
def test_each_state_counts_as_defined(state: str, booked: int, used: int, unknown: int) -> None:
    figures = of_claim(claim(state), HOUR, now=NOW)

    assert (figures.booked, figures.used, figures.unknown) == (booked, used, unknown)


def test_a_confirmed_booking_is_not_unknown_before_it_has_ended() -> None:
    figures = of_claim(claim("confirmed", ends_at=datetime(2026, 11, 24, 13, tzinfo=UTC)), HOUR, now=NOW)

    assert figures.unknown == 0


def test_units_multiply_and_small_companies_are_told_apart() -> None:
    figures = of_claim(claim("completed", units=3, is_sme=True), HOUR, now=NOW)

    assert (figures.booked, figures.booked_by_sme) == (3 * HOUR, 3 * HOUR)


def test_utilisation_is_never_above_one_and_empty_without_an_offer() -> None:
    assert Figures(offered=10, booked=20).utilisation == 1.0
    assert Figures().utilisation is None


def test_figures_add_up() -> None:
    assert total([Figures(1, 2, 3, 4, 5, 6), Figures(1, 1, 1, 1, 1, 1)]) == Figures(2, 3, 4, 5, 6, 7)


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 5, 1), 24)])
def test_a_day_has_the_hours_that_it_has(day: date, hours: int) -> None:
    from portal import clock

    period = clock.day_period(day)

    assert list(by_day(period.starts_at, period.ends_at)) == [(day, hours * HOUR)]


def test_a_stretch_over_midnight_belongs_to_both_days() -> None:
    # 22:00 to 02:00 in Stockholm, in winter.
    pieces = list(by_day(datetime(2026, 11, 24, 21, tzinfo=UTC), datetime(2026, 11, 25, 1, tzinfo=UTC)))

    assert pieces == [(date(2026, 11, 24), 2 * HOUR), (date(2026, 11, 25), 2 * HOUR)]


@pytest.mark.parametrize(("bookings", "organisations", "shown"), [(5, 3, True), (4, 3, False), (9, 2, False)])
def test_a_share_shows_only_where_it_tells_of_no_single_company(bookings: int, organisations: int, shown: bool) -> None:
    assert may_show_share(bookings, organisations) is shown


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_between(date(2026, 11, 1), date(2027, 2, 1)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
