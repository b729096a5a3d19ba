import random

import pytest
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from portal.database import db
from portal.search.criteria import FACETS, Criteria, values_of
from portal.search.queries import find, inventory, map_points
from tests.search.listing import list_testbed


def slugs(**criteria):
    return [hit.listed.slug for hit in find(Criteria(**criteria)).hits]


@pytest.mark.parametrize("typed", ["ÅNGA", "ånga", "Ånga", "anga", "ANGA", "ångan"])
def test_swedish_letters_and_case_are_right_on_both_databases(database, typed):
    testbed = list_testbed("Pannan", summary_sv="Prov med ånga under tryck.")
    list_testbed("Tunneln", summary_sv="Prov med luft.")

    assert slugs(q=typed) == [testbed.slug]


def test_a_word_that_somebody_wrote_so_is_not_taken_for_one_with_dots(database):
    feeding = list_testbed("Ladan", summary_sv="Automatisk matning av djur.")
    measuring = list_testbed("Bänken", summary_sv="Noggrann mätning av längd.")

    assert slugs(q="matning") == [feeding.slug]
    assert slugs(q="mätning") == [measuring.slug]


def test_the_start_of_the_last_word_is_enough(database):
    testbed = list_testbed("Arenan", municipality="Göteborg")

    assert slugs(q="göteb") == slugs(q="goteb") == slugs(q="GÖTE") == [testbed.slug]


def test_the_end_of_a_compound_is_found(database):
    testbed = list_testbed("Ljusbågsmasugnen")

    assert slugs(q="masugnen") == [testbed.slug]


def test_a_compound_that_nobody_wrote_is_found_by_its_pieces(database):
    both = list_testbed("Stationen", summary_sv="Prov av vätgas i en tank.")
    list_testbed("Verket", summary_sv="Prov av plåt.")

    assert slugs(q="vätgastank") == [both.slug]


def test_rare_words_count_for_more(database):
    rare = list_testbed("A", summary_sv="kavitation")
    for number in range(5):
        list_testbed(f"B{number}", summary_sv="ljud")

    assert slugs(q="ljud kavitation")[0] == rare.slug


def test_more_of_the_words_is_better(database):
    list_testbed("A", summary_sv="laser")
    both = list_testbed("B", summary_sv="laser svets")

    assert slugs(q="laser svets")[0] == both.slug


@pytest.mark.parametrize("status", ["uncertain", "planned", "closed"])
def test_what_may_not_be_open_never_stands_above_an_open_equal(database, status):
    doubtful = list_testbed("A", summary_sv="laser", status=status)
    open_one = list_testbed("B", summary_sv="laser", status="active")

    assert slugs(q="laser") == slugs() == [open_one.slug, doubtful.slug]


def test_equals_come_by_name_and_then_by_slug(database):
    second = list_testbed("Öland", slug="b", summary_sv="laser")
    third = list_testbed("öland", slug="c", summary_sv="laser")
    first = list_testbed("Abisko", slug="a", summary_sv="laser")

    assert slugs(q="laser") == [first.slug, second.slug, third.slug]


def test_the_place_sorts_by_distance(database):
    far = list_testbed("A", lat=65.58, lon=22.15)
    near = list_testbed("B", lat=59.62, lon=16.54)
    hits = find(Criteria(place="Västerås")).hits

    assert [hit.listed.slug for hit in hits] == [near.slug, far.slug]
    assert hits[0].distance < 5 and 600 < hits[1].distance < 800


def test_a_place_that_nobody_knows_is_told(database):
    list_testbed()
    result = find(Criteria(place="Atlantis", sort="avstand"))

    assert result.place is None
    assert result.total == 1 and result.hits[0].distance is None


def test_names_can_be_sorted_by(database):
    closed, active = list_testbed("Alfa", status="closed"), list_testbed("Beta")

    assert slugs(sort="namn") == [closed.slug, active.slug]


def test_values_of_one_facet_widen_and_facets_narrow(database):
    hydrogen = list_testbed("A", technologies=["hydrogen"], environments=["lab"])
    quantum = list_testbed("B", technologies=["quantum"], environments=["field"])
    list_testbed("C", technologies=["textile"], environments=["lab"])
    either = ("teknik", ("hydrogen", "quantum"))

    assert slugs(chosen=(either,)) == [hydrogen.slug, quantum.slug]
    assert slugs(chosen=(either, ("miljo", ("lab",)))) == [hydrogen.slug]


def test_words_that_no_listing_knows_are_told(database):
    list_testbed("Lasern", summary_sv="laser")

    assert find(Criteria(q="laser abrakadabra")).unknown_words == ("abrakadabra",)
    assert slugs(q="laser abrakadabra") != []
    assert slugs(q="abrakadabra") == []


@pytest.mark.parametrize(
    "typed",
    ["'; DROP TABLE posting; --", "<script>alert(1)</script>", "😀", "%", "_", "~", "<", "\\", "å" * 200, "a " * 100],
)
def test_nothing_that_is_typed_makes_a_search_fail(database, typed):
    list_testbed()

    find(Criteria.from_args(MultiDict({"q": typed})))


def test_the_map_shows_the_hits_of_the_list_on_all_its_pages(database):
    for number in range(30):
        list_testbed(f"Laser {number:02}")
    criteria = Criteria(q="laser", page=2, size=10)

    assert [one.slug for one in map_points(criteria)] == [hit.listed.slug for hit in find(criteria).hits]
    assert len(map_points(criteria)) == 30


def test_figures_leave_demonstrations_out(database):
    list_testbed("A", technologies=["hydrogen"], market_areas=["flexible-autonomous-production"])
    list_testbed("B", technologies=["quantum"], county="Skåne län", is_demonstration=True)
    figures = inventory()

    assert (figures.testbeds, figures.counties, figures.technologies) == (1, 1, 1)
    assert figures.per_market_area == {"flexible-autonomous-production": 1}


def test_a_search_for_new_words_asks_for_their_packs_and_for_what_is_not_packed_and_no_more(database):
    list_testbed()
    find(Criteria(q="ugnen"))
    asked = []
    listen = lambda *context: asked.append(context[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)

    find(Criteria(q="ljusbågsugnen", place="Lund", chosen=(("status", ("active",)),)))

    event.remove(db.engine, "before_cursor_execute", listen)
    assert ["FROM packed" in asked[0], "FROM posting" in asked[1]] == [True, True]
    assert len(asked) == 2


def _matches(listed, chosen):
    return all(set(listed.classes[parameter]) & set(values) for parameter, values in chosen)


def _some_searches(count):
    dice = random.Random(225)
    for _ in range(count):
        picked = dice.sample(FACETS, dice.randint(0, 3))
        chosen = tuple((facet.parameter, tuple(dice.sample(values_of(facet), dice.randint(1, 2)))) for facet in picked)
        yield Criteria(q=dice.choice(["", "", "laser", "batteri", "prov"]), chosen=chosen)


def test_a_count_is_what_choosing_the_value_would_give(seeded_app):
    for criteria in _some_searches(12):
        result = find(criteria)
        words_alone = [hit.listed for hit in find(Criteria(q=criteria.q)).hits]
        for facet in FACETS:
            others = [(parameter, values) for parameter, values in criteria.chosen if parameter != facet.parameter]
            for value, count in result.facets[facet.parameter].items():
                chosen = [*others, (facet.parameter, (value,))]
                assert count == sum(_matches(listed, chosen) for listed in words_alone), (criteria, facet, value)
        assert [hit.listed for hit in result.hits if not _matches(hit.listed, criteria.chosen)] == []


EVERYTHING = ["laser", "batterier", "vatten", "vätgas", "RISE lab", "drönare i skog", "additive manufacturing", "göte"]


def test_both_databases_give_the_same_hits_in_the_same_order(engines):
    from tests.portals import build_app, close_app

    answers = []
    for engine in ("sqlite", "postgresql"):
        url = engines.fresh(engine, seeded=True)
        app = build_app(url)
        with app.app_context():
            asked = [*({"q": words} for words in EVERYTHING), {"q": "vatten", "place": "Lund"}, {"place": "Kiruna"}, {}]
            answers.append([[(hit.listed.slug, hit.distance) for hit in find(Criteria(**one)).hits] for one in asked])
        close_app(app)
        engines.drop(url)

    assert answers[0] == answers[1]
    assert all(answers[0])
