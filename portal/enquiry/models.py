"""Enquiries: one case for each need, who has been asked, what was answered, and what came of it.

A case is of one organisation. Everybody who is asked has an `Ask` of its own, with its own thread, clock and answer, and sees
nothing of the others'. What belongs to no ask in particular (posts and events with `ask_id` None) is the company's and the
coordinator's.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.booking.models import Booking
from portal.catalogue.models import Testbed
from portal.database import Base, UTCDateTime
from portal.files.models import KeptFile

OPEN, CLOSED = "open", "closed"
NEED, FAULT = "need", "fault"
OWNER, COORDINATOR = "owner", "coordinator"
SENT, YES, QUESTION, NO, REFERRED, WITHDRAWN = "sent", "yes", "question", "no", "referred", "withdrawn"
ASK_STATES = (SENT, YES, QUESTION, NO, REFERRED, WITHDRAWN)
PROPOSED, ACCEPTED, DECLINED = "proposed", "accepted", "declined"
COMPANY = "company"


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Enquiry(Base):
    """A need in the company's own words, and the rest of the brief as `brief.Brief` writes it.

    Of kind "fault" it reports something wrong in a listing. `form_key` makes the same form, sent twice, one enquiry.
    `is_blind`: those asked see who asks only when they have accepted the terms of secrecy. `may_be_routed`: coordinators of its
    county, and the national ones, may help when nobody else does, and `routed_at` is since when they therefore may read it: an
    answer is late, all have said no, or the company asked for it. `merged_into_id`: the same need, told elsewhere. `desk_id`
    and `handler_id`: the coordinating organisation that has taken the case, and who does so there.
    """

    __tablename__ = "enquiry"
    __table_args__ = (_one_of("state", (OPEN, CLOSED)), _one_of("kind", (NEED, FAULT)))

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(10), default=NEED)
    form_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    county: Mapped[str | None] = mapped_column(String(60), index=True)
    need: Mapped[str] = mapped_column(Text)
    brief: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_blind: Mapped[bool] = mapped_column(default=False)
    may_be_routed: Mapped[bool] = mapped_column(default=True)
    routed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12), default=OPEN)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_because: Mapped[str] = mapped_column(String(20), default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("enquiry.id"), index=True)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    outcome_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome_reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    desk: Mapped[Organisation | None] = relationship(foreign_keys=desk_id)
    handler: Mapped[Person | None] = relationship(foreign_keys=handler_id)


class Ask(Base):
    """One organisation asked in a case: an owner about a testbed, or a coordinator about anything.

    `reply_by` is the last day of the promised `working_days`. `answer_*` hold the newest answer: a coded reason for a no, the
    times and the price of a yes. `credited_to_id` is the ask whose owner led the case here. `terms_*`: who accepted which text of
    the terms of secrecy, and when. The three `*_told_at` are the steps of a clock that has run out.
    """

    __tablename__ = "ask"
    __table_args__ = (
        _one_of("state", ASK_STATES),
        _one_of("role", (OWNER, COORDINATOR)),
        CheckConstraint("working_days > 0", name="working_days"),
        UniqueConstraint("enquiry_id", "organisation_id", "testbed_id"),
        Index("ix_ask_state_reply_by", "state", "reply_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiry.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    testbed_id: Mapped[int | None] = mapped_column(ForeignKey("testbed.id"), index=True)
    role: Mapped[str] = mapped_column(String(12), default=OWNER)
    state: Mapped[str] = mapped_column(String(12), default=SENT)
    working_days: Mapped[int] = mapped_column(default=3)
    reply_by: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer_reason: Mapped[str] = mapped_column(String(24), default="")
    answer_text: Mapped[str] = mapped_column(Text, default="")
    answer_times: Mapped[str] = mapped_column(String(500), default="")
    answer_price: Mapped[int | None]
    credited_to_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"), index=True)
    terms_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    terms_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    terms_mark: Mapped[str] = mapped_column(String(64), default="")
    deputy_told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    coordinator_told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    next_best_told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    enquiry: Mapped[Enquiry] = relationship()
    organisation: Mapped[Organisation] = relationship()
    testbed: Mapped[Testbed | None] = relationship()


class Referral(Base):
    """ "Not us but them": an owner names another testbed; the brief goes there whole when the company says yes."""

    __tablename__ = "referral"
    __table_args__ = (_one_of("state", (PROPOSED, ACCEPTED, DECLINED)), UniqueConstraint("ask_id", "testbed_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), index=True)
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default=PROPOSED)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    ask: Mapped[Ask] = relationship()
    testbed: Mapped[Testbed] = relationship()


class Post(Base):
    """One message: in the thread of one ask, or (without an ask) between the company and the coordinators."""

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiry.id"), index=True)
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class PostFile(Base):
    """A file that came with a message."""

    __tablename__ = "post_file"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    kept_file_id: Mapped[int] = mapped_column(ForeignKey("kept_file.id"), primary_key=True, index=True)

    kept: Mapped[KeptFile] = relationship()


class EnquiryEvent(Base):
    """One thing that happened in a case, for its timeline; `details` are plain values that a sentence needs, never secrets."""

    __tablename__ = "enquiry_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiry.id"), index=True)
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    action: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation | None] = relationship()


class Look(Base):
    """Somebody outside the company has seen what is confidential: who, for whom, what, when. Shown to the company."""

    __tablename__ = "look"

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiry.id"), index=True)
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    what: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class EnquiryBooking(Base):
    """A booking that came of a case."""

    __tablename__ = "enquiry_booking"

    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiry.id"), primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    booking: Mapped[Booking] = relationship()


class AnswerPromise(Base):
    """Within how many working days an organisation promises to answer, and who is told when it has not."""

    __tablename__ = "answer_promise"
    __table_args__ = (CheckConstraint("working_days BETWEEN 1 AND 20", name="working_days"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    working_days: Mapped[int] = mapped_column(default=3)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    deputy: Mapped[Person | None] = relationship(foreign_keys=deputy_id)


class EnquiryDraft(Base):
    """What somebody has told so far, before it is sent. The address holds the random key, the row only its hash.

    `email` and `confirm_hash` are of one without an account who has sent it and is to confirm the address by a link.
    """

    __tablename__ = "enquiry_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(2), default="sv")
    email: Mapped[str | None] = mapped_column(String(254))
    confirm_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiry.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class Outcome(Base):
    """How it went, as one side tells it. `may_be_published`: without names, with the company's consent alone.

    `text` is for the two sides; `shown_to_owners` says whether those asked read the company's. `story` is what the company has
    written to be published, word for word.
    """

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint("enquiry_id", "organisation_id"),
        _one_of("side", (COMPANY, OWNER)),
        _one_of("done", ("yes", "partly", "no")),
        _one_of("figure_met", ("yes", "partly", "no", "unknown")),
        _one_of("next_exit", ("certify", "retest", "stop", "undecided")),
        CheckConstraint("trl_before BETWEEN 1 AND 9", name="trl_before"),
        CheckConstraint("trl_after BETWEEN 1 AND 9", name="trl_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiry.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    side: Mapped[str] = mapped_column(String(8))
    done: Mapped[str] = mapped_column(String(8))
    trl_before: Mapped[int | None]
    trl_after: Mapped[int | None]
    figure_met: Mapped[str] = mapped_column(String(8))
    next_exit: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    report_link: Mapped[str] = mapped_column(String(500), default="")
    shown_to_owners: Mapped[bool] = mapped_column(default=False, server_default=false())
    may_be_published: Mapped[bool] = mapped_column(default=False)
    story: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship()


class OutcomeFile(Base):
    """A report that one side gave with its outcome."""

    __tablename__ = "outcome_file"

    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id"), primary_key=True)
    kept_file_id: Mapped[int] = mapped_column(ForeignKey("kept_file.id"), primary_key=True, index=True)

    kept: Mapped[KeptFile] = relationship()


class ReadyAnswer(Base):
    """A text that coordinators answer with again and again; it belongs to one coordinating organisation."""

    __tablename__ = "ready_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
