"""Drafts: found by their key alone, safe against a second window, and gone after thirty days."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.database import db
from portal.enquiry.intake import drafts, sending, steps
from portal.enquiry.models import Enquiry, EnquiryDraft
from portal.errors import Conflict, TooMany
from tests.builders import make_organisation, make_person, make_testbed
from tests.visitors import visitor_of

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
GUEST = drafts.Author(None, "sv", "192.0.2.1")
NAMES = ("mass_g", "hazards")


def begin(need="Axel, 800 kg"):
    return drafts.get_draft(drafts.begin(need, GUEST, now=NOW), now=NOW)


def test_the_table_does_not_hold_the_key(database) -> None:
    key = drafts.begin("Axel", GUEST, now=NOW)

    assert key not in str(db.session.scalars(select(EnquiryDraft)).one().__dict__)


@pytest.mark.parametrize("key", ["", "x", "å" * 3000, "../../etc/passwd", "' OR 1=1 --"])
def test_a_key_that_is_none_finds_nothing(database, key) -> None:
    begin()

    with pytest.raises(drafts.Gone):
        drafts.get_draft(key, now=NOW)


def test_two_windows_with_the_same_question_do_not_overwrite_each_other(database) -> None:
    draft = begin()
    seen = steps.seen(draft.answers, NAMES)
    drafts.save(draft, {"mass_g": 1}, now=NOW, seen=seen, names=NAMES)

    with pytest.raises(Conflict):
        drafts.save(draft, {"mass_g": 2}, now=NOW, seen=seen, names=NAMES)
    assert drafts.save(draft, {}, now=NOW).answers["mass_g"] == 1


def test_two_windows_with_different_questions_do_not_trouble_each_other(database) -> None:
    draft = begin()
    seen = steps.seen(draft.answers, ("hazards",))
    drafts.save(draft, {"mass_g": 1}, now=NOW)

    saved = drafts.save(draft, {"hazards": "Batteri"}, now=NOW, seen=seen, names=("hazards",))

    assert (saved.answers["mass_g"], saved.answers["hazards"], saved.version) == (1, "Batteri", 3)


def test_another_need_is_read_anew_and_what_was_typed_stays(database) -> None:
    draft = begin("Axel, 800 kg, 2 m")
    drafts.save(draft, {"length_mm": 3000, "hazards": "Batteri"}, now=NOW)

    drafts.change_need(draft, "Balk, 5 kg, i mars", now=NOW)

    answers = db.session.get(EnquiryDraft, draft.id).answers
    assert (answers["mass_g"], answers["length_mm"], answers["hazards"]) == (5000, 3000, "Batteri")
    assert sorted(answers["read"]) == ["first_day", "last_day", "mass_g"]


def test_a_draft_lives_thirty_days_after_its_last_change(database) -> None:
    draft = begin()
    drafts.save(draft, {}, now=NOW + timedelta(days=20))

    drafts.tidy_up(NOW + timedelta(days=49))
    assert db.session.scalar(select(func.count(EnquiryDraft.id))) == 1
    drafts.tidy_up(NOW + timedelta(days=50))
    assert db.session.scalar(select(func.count(EnquiryDraft.id))) == 0


def test_a_sent_draft_takes_no_more_and_its_going_leaves_the_case(database) -> None:
    key = drafts.begin("Axel", GUEST, testbeds=[make_testbed().slug], now=NOW)
    draft = drafts.get_draft(key, now=NOW)
    sending.send(visitor_of(make_person(make_organisation())), draft, now=NOW)

    with pytest.raises(drafts.Gone):
        drafts.save(draft, {"mass_g": 1}, now=NOW)
    drafts.tidy_up(NOW + timedelta(days=31))
    assert db.session.scalar(select(func.count(Enquiry.id))) == 1


def test_nobody_fills_the_table_from_one_place(database) -> None:
    with pytest.raises(TooMany):
        for _time in range(100):
            drafts.begin("Axel", GUEST, now=NOW)
