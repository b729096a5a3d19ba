"""How programmes fit a situation: what fits, what to check, what does not, and in which order."""

import pytest

from portal.support.rules import Reason, Situation, match, must_apply_first, rank
from tests.support.programmes import APPLY_FIRST, Plain

SMALL = Situation(who="sme", county="Dalarnas län")


def kinds(reasons):
    return {reason.kind for reason in reasons}


def order(*programmes, **said):
    return [one.programme.slug for one in rank(programmes, Situation(**{"who": "sme", **said}))]


@pytest.mark.parametrize(
    ("values", "said", "kind"),
    [
        ({}, {}, "everywhere"),
        ({"counties": ["Dalarnas län"]}, {"county": "Dalarnas län"}, "county"),
        ({"technologies": ["hydrogen"]}, {"technologies": ("hydrogen",)}, "technologies"),
        (
            {"market_areas": ["predictive-maintenance-ai"]},
            {"market_areas": ("predictive-maintenance-ai",)},
            "market_areas",
        ),
        ({"technologies": ["hydrogen"]}, {"kinship": {"checken": 0.4}}, "guessed"),
        ({}, {"who": "sme"}, "who"),
        ({}, {"who": "startup"}, "who"),
        ({"phase": "pilot"}, {"phase": "pilot"}, "phase"),
        ({"names_testing": True}, {}, "names-testing"),
        ({"trl_min": 4, "trl_max": 6}, {"trl": 5}, "trl"),
        ({"trl_min": 6}, {"trl": 4, "trl_wanted": 7}, "trl"),
        ({"needs_partners": True}, {"wants_partners": True}, "partners"),
    ],
)
def test_what_fits_is_said(values, said, kind):
    assert kind in kinds(match(Plain(**values), Situation(**said)).fits)


@pytest.mark.parametrize(
    ("values", "said", "kind"),
    [
        ({"status": "uncertain"}, {}, "uncertain"),
        ({"status": "call-based"}, {}, "call-based"),
        ({"status": "planned"}, {}, "planned"),
        ({"notes": "Kontrollera."}, {}, "notes"),
        ({"co_funding": "hälften"}, {}, "co-funding"),
        ({"trl_min": 6}, {}, "trl-unknown"),
        ({"counties": ["Skåne län"]}, {}, "county-unknown"),
        ({}, {}, "who-unknown"),
        ({"technologies": ["hydrogen"]}, {"kinship": {"checken": 0.1}}, "field-unknown"),
        ({"kind": "advice"}, {}, "no-grant"),
        ({"needs_partners": True}, {}, "partners"),
        ({"is_narrow": True}, {}, "narrow"),
        ({"excludes_testing": True}, {}, "not-testing"),
        ({"order_first": APPLY_FIRST}, {}, "apply-first"),
    ],
)
def test_what_to_check_is_said(values, said, kind):
    assert kind in kinds(match(Plain(**values), Situation(**said)).checks)


@pytest.mark.parametrize(
    ("values", "said", "reason"),
    [
        ({"counties": ["Skåne län"]}, {"county": "Dalarnas län"}, Reason("county", ("Skåne län",))),
        ({"who": ["startup"]}, {"who": "sme"}, Reason("who", ("startup",))),
        ({"technologies": ["hydrogen"]}, {"technologies": ("textile",)}, Reason("technologies", ("hydrogen",))),
        ({"trl_min": 6, "trl_max": 8}, {"trl": 3}, Reason("trl", ("6", "8"))),
        ({"trl_max": 6}, {"trl": 8}, Reason("trl", ("", "6"))),
        ({"status": "closed"}, {}, Reason("closed")),
        ({"order_first": APPLY_FIRST}, {"ordered": "yes"}, Reason("ordered", ("application",))),
    ],
)
def test_what_does_not_fit_is_said(values, said, reason):
    assert match(Plain(**values), Situation(**said)).misfits == (reason,)


def test_a_region_that_is_named_brings_its_own_programme_first():
    everybody, ours = Plain("alla"), Plain("vart", counties=["Dalarnas län"], phase="design")

    assert order(everybody, ours, county="Dalarnas län") == ["vart", "alla"]
    assert order(everybody, ours) == ["alla", "vart"]


def test_what_does_not_fit_comes_after_what_does_and_closed_last():
    closed, other, fits = Plain("a", status="closed"), Plain("b", counties=["Skåne län"]), Plain("c", phase="scale")

    assert order(closed, other, fits, county="Dalarnas län") == ["c", "b", "a"]


@pytest.mark.parametrize("status", ["uncertain", "planned", "closed"])
def test_what_cannot_surely_be_applied_for_is_never_above_an_open_equal(status):
    assert order(Plain("a", status=status), Plain("b")) == ["b", "a"]


def test_the_nearest_phase_comes_first():
    assert order(Plain("scale", phase="scale"), Plain("pilot", phase="pilot"), Plain("test")) == [
        "test",
        "pilot",
        "scale",
    ]


def test_money_for_tests_comes_before_advice():
    assert order(Plain("rad", kind="advice"), Plain("pengar", kind="grant")) == ["pengar", "rad"]


def test_equals_are_in_the_same_order_whatever_came_first():
    many = [Plain(f"p-{number}") for number in range(5)]

    assert order(*reversed(many)) == order(*many)


@pytest.mark.parametrize(
    ("values", "said", "must"),
    [
        ({}, {}, True),
        ({}, {"ordered": "yes"}, True),
        ({"order_first": None}, {}, False),
        ({"kind": "ip"}, {}, False),
        ({"status": "closed"}, {}, False),
        ({"counties": ["Skåne län"]}, {}, False),
        ({"counties": ["Skåne län"]}, {"county": ""}, False),
    ],
)
def test_only_fitting_money_that_says_so_must_be_applied_for_first(values, said, must):
    matches = rank([Plain(**{"order_first": APPLY_FIRST, **values})], Situation(**{"county": "Dalarnas län", **said}))

    assert bool(must_apply_first(matches)) is must
