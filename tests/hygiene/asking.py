"""What company A asks: cases with every word that it confides, and a testbed that was named instead."""

from datetime import datetime
from typing import Any

from portal import clock
from portal.enquiry import service
from portal.enquiry.answers.answering import answer, answer_of
from portal.enquiry.answers.rules import Given
from portal.enquiry.brief import Aid, Brief
from portal.enquiry.desk import answers as ready_answers
from portal.enquiry.intake import drafts
from portal.enquiry.queries import all_asks, get_enquiry, referrals_of
from portal.enquiry.secrecy.looking import BRIEF, note_look


def send_case(world: Any, testbed: Any, answerer: str) -> str:
    """Return the reference of a case of company A, in which this role is asked and has answered."""
    words, asker = world.words, world.visitors["sme_a"]
    brief = Brief(
        need=words["need"],
        pass_figure=words["goal"],
        wanted_time=words["wanted"],
        object_what=words["object"],
        hazards=words["hazards"],
        samples=words["samples"],
        data=words["data"],
        place=words["place"],
        confidential=words["secret"],
        aid=(Aid(1000, clock.local_day(world.now), "de-minimis", words["giver"]),),
    )
    sent = service.send_enquiry(service.sender_of(asker), brief, [testbed], now=world.now)
    asked = all_asks(sent)[0]
    # Whoever is asked has asked to see what is confidential; it stays on the page for an hour.
    note_look(world.visitors[answerer], sent, asked, BRIEF, now=world.now)
    service.post(asker, asked, words["thread"], now=world.now)
    service.post(world.visitors[answerer], asked, words["answer"], now=world.now)
    return sent.reference


def refer(world: Any) -> str:
    """Return the address of a testbed that owner A has named instead of its own, below /arenden."""
    reference = world["enquiry"]
    asked = all_asks(get_enquiry(reference, world.visitors["sme_a"]))[0]
    given, seen = Given("referred", world.words["answer"]), answer_of(asked).mark
    answer(world.visitors["owner_a"], asked, given, seen=seen, now=world.now, instead=world.testbed_b)
    return f"{reference}/hanvisningar/{referrals_of([asked])[0].reference}"


def begin_draft(world: Any) -> str:
    """Return the key of a draft that company A has begun. Whoever has the key reads it: that is what it is for."""
    author = drafts.Author(world.people["sme_a"].id, "sv")
    return drafts.begin("Prov av en axel", author, testbeds=[world.testbed_a.slug], now=world.now)


def keep_ready_answer(coordinator: Any, now: datetime) -> str:
    """Return the number of a text that the coordinator answers with."""
    words = ready_answers.Words("Tack", "Tack för er fråga.")
    return str(ready_answers.save(coordinator, words, now=now).id)
