"""Which programmes may pay for a test: county, field and status decide, and each match says why."""

from dataclasses import dataclass, field

import pytest

from portal.support.paying import Reason, Wanted, best, match

ROBOTS = Wanted("Dalarnas län", ("robotics-automation", "metrology-testing"), ("flexible-autonomous-production",))


@dataclass
class Programme:
    slug: str = "checken"
    kind: str = "voucher"
    who: list = field(default_factory=lambda: ["sme"])
    counties: list = field(default_factory=list)
    technologies: list = field(default_factory=list)
    market_areas: list = field(default_factory=list)
    phase: str = "pilot"
    status: str = "open"
    confidence: str = "medium"


def reasons(**values):
    found = match(Programme(**values), ROBOTS)
    return found and list(found.reasons)


def test_one_for_everybody_matches_everything():
    assert reasons() == [Reason("everywhere")]


def test_one_for_the_county_matches_and_says_so():
    assert reasons(counties=["Dalarnas län", "Skåne län"]) == [Reason("county", ("Dalarnas län",))]


def test_one_for_the_field_matches_and_names_what_agrees():
    found = reasons(technologies=["metrology-testing", "hydrogen"], market_areas=["flexible-autonomous-production"])

    assert found == [
        Reason("technologies", ("metrology-testing",)),
        Reason("market_areas", ("flexible-autonomous-production",)),
    ]


def test_one_whose_market_area_agrees_matches_though_its_technologies_do_not():
    assert reasons(technologies=["hydrogen"], market_areas=["flexible-autonomous-production"])


def test_one_for_testing_says_that_too():
    assert Reason("testing") in reasons(phase="test")


@pytest.mark.parametrize(
    "values",
    [
        {"counties": ["Skåne län"]},
        {"technologies": ["hydrogen"]},
        {"market_areas": ["predictive-maintenance-ai"]},
        {"counties": ["Skåne län"], "technologies": ["robotics-automation"]},
        {"status": "closed"},
        {"status": "planned"},
        {"kind": "network"},
        {"kind": "equity"},
    ],
)
def test_what_cannot_pay_for_this_test_does_not_match(values):
    assert reasons(**values) is None


def test_what_can_be_applied_for_goes_before_what_is_uncertain():
    sure = Programme("sure", status="call-based", phase="scale", kind="grant", who=[])
    unsure = Programme("unsure", status="uncertain", technologies=["robotics-automation"], phase="test")

    assert [one.programme.slug for one in best([unsure, sure], ROBOTS, 3)] == ["sure", "unsure"]


def test_different_ways_to_pay_go_before_many_of_one_kind():
    field = [Programme(f"field-{number}", technologies=["robotics-automation"], phase="test") for number in range(4)]
    county = Programme("county", counties=["Dalarnas län"], kind="grant", phase="scale")
    everybody = Programme("everybody", kind="grant", phase="scale")

    found = {one.programme.slug for one in best([*field, county, everybody], ROBOTS, 3)}

    assert found == {"field-0", "county", "everybody"}


def test_no_more_than_asked_for_and_always_in_the_same_order():
    many = [Programme(f"p-{number}") for number in range(9)]

    assert [one.programme.slug for one in best(reversed(many), ROBOTS, 2)] == ["p-0", "p-1"]
