"""What is done with papers: kept by their organisation, asked about, answered by owners. Each is one transaction, on record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from portal import audit, clock, outbox
from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor, find_membership
from portal.catalogue.models import Resource
from portal.database import db, lock, transaction
from portal.errors import N_, Conflict, NotAllowed, NotFound, Refusal
from portal.passport import letters, queries
from portal.passport.models import CONFIRMED, REFUSED, WAITING, Paper, PaperReview
from portal.passport.permissions import may_answer, may_keep, may_see
from portal.passport.rules import EQUIPMENT, KINDS, TERMS, TRAINING, months_later
from portal.references import new_reference

MOST_PAPERS = 500
FIRST_YEAR, LAST_YEAR = 1990, 2100
WARNED_AHEAD = timedelta(days=30)

NO_SUCH_YEAR = N_("Ange en dag mellan 1990 och 2100.")
ENDS_BEFORE = N_("Sista dagen ligger före den första.")
HAS_EXPIRED = N_("Den dagen har redan varit.")
NOT_A_MEMBER = N_("Välj någon i organisationen.")
NO_RESOURCE = N_("Utbildning på en utrustning läggs till från resursens sida.")
TOO_MANY_PAPERS = N_("Passet rymmer högst %(most)s handlingar. Ta bort sådana som inte används.")
NO_ORGANISATION = N_("Ni behöver höra till en organisation för att ha ett företagspass.")
NOT_DEMANDED = N_("Resursen kräver inte det här längre.")
SAY_WHY = N_("Skriv varför, så att företaget kan rätta till det.")
SAY_WHEN = N_("Ange från vilken dag det gäller.")


@dataclass(frozen=True)
class Facts:
    """What somebody types about a paper; `email` is whose training it is."""

    title: str = ""
    first_day: date | None = None
    last_day: date | None = None
    number: str = ""
    note: str = ""
    email: str = ""


@dataclass(frozen=True)
class Answer:
    """What an owner says about a paper; the days are those of a training it has given."""

    is_yes: bool
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


def add_paper(
    visitor: Visitor,
    organisation: Organisation,
    kind: str,
    facts: Facts,
    now: datetime,
    *,
    about: Resource | None = None,
) -> Paper:
    """Add a paper; where it is `about` a resource whose owner must say yes, ask for that at once.

    Raise Refusal at the field that is wrong, NotFound for whoever may not know of the organisation's papers.
    """
    _ensure_keeps(visitor, organisation.id)
    if kind == TERMS or kind not in KINDS:
        raise NotFound()
    if kind == EQUIPMENT and about is None:
        raise Refusal(NO_RESOURCE)
    _ensure_days(facts.first_day, facts.last_day, now)
    with transaction():
        person_id = _member(organisation.id, facts.email) if kind in TRAINING else None
        paper = _enter(visitor, organisation.id, kind, facts, now, person_id=person_id, about=about)
        if about is not None and _asks_owner(about, kind):
            _ask(visitor, paper, about, now)
    return paper


def withdraw_paper(visitor: Visitor, paper: Paper, now: datetime) -> None:
    """Take the paper out of the passport. Bookings that stand stay; new ones need another paper."""
    _ensure_keeps(visitor, paper.organisation_id)
    with transaction():
        row = lock(Paper, paper.id)
        if row.withdrawn_at is None:
            row.withdrawn_at = now
            audit.record("paper.withdrawn", row.reference, person_id=visitor.id, now=now, kind=row.kind)


def accept_terms(visitor: Visitor, resource: Resource, mark: str, now: datetime) -> Paper:
    """Accept the terms of the resource as they were read. Raise Conflict when they have been changed since."""
    organisation_id = _own_organisation(visitor)
    _ensure_keeps(visitor, organisation_id)
    with transaction():
        demand = queries.find_demand(resource.id, TERMS)
        if demand is None:
            raise Refusal(NOT_DEMANDED)
        if demand.mark != mark:
            raise Conflict()
        today = clock.local_day(now)
        last_day = months_later(today, demand.months) - timedelta(days=1) if demand.months else None
        facts = Facts(first_day=today, last_day=last_day)
        return _enter(visitor, organisation_id, TERMS, facts, now, about=resource, mark=mark)


def ask_owner(visitor: Visitor, paper: Paper, resource: Resource, now: datetime) -> PaperReview:
    """Ask whoever answers for the resource to say yes to the paper; asked already, nothing more is done."""
    _ensure_keeps(visitor, paper.organisation_id)
    with transaction():
        if queries.find_demand(resource.id, paper.kind) is None:
            raise Refusal(NOT_DEMANDED)
        return _ask(visitor, lock(Paper, paper.id), resource, now)


def ask_training(visitor: Visitor, resource: Resource, kind: str, email: str, now: datetime) -> PaperReview:
    """Ask the owner to train a person of the visitor's organisation: oneself, or by a manager anybody of it."""
    organisation_id = _own_organisation(visitor)
    if email != visitor.email:
        _ensure_keeps(visitor, organisation_id)
    if kind not in TRAINING:
        raise NotFound()
    with transaction():
        if queries.find_demand(resource.id, kind) is None:
            raise Refusal(NOT_DEMANDED)
        person_id = _member(organisation_id, email)
        paper = queries.find_asked(organisation_id, kind, person_id, _bound(kind, resource))
        paper = paper or _enter(visitor, organisation_id, kind, Facts(), now, person_id=person_id, about=resource)
        return _ask(visitor, paper, resource, now)


def answer_review(visitor: Visitor, reference: str, answer: Answer, now: datetime) -> PaperReview:
    """Say yes or no to a paper, and tell its organisation. A training that was asked for gets its days with the yes.

    Raise NotFound for all but the owner who was asked, Refusal for a no without a reason or a yes without days.
    """
    asked = queries.get_review(reference, visitor)
    with transaction():
        review = lock(PaperReview, asked.id)
        paper = lock(Paper, review.paper_id)
        if paper.withdrawn_at is not None or not may_answer(visitor, review.owner_id):
            raise NotFound()
        state = CONFIRMED if answer.is_yes else REFUSED
        if (review.state, review.text) == (state, answer.text):
            return review
        if not answer.is_yes and not answer.text:
            raise Refusal(SAY_WHY, field="text")
        if answer.is_yes and paper.first_day is None:
            _give(paper, answer, now)
        review.state, review.text, review.answered_at, review.answered_by = state, answer.text, now, visitor.id
        db.session.flush()
        audit.record(f"paper.{state}", review.reference, person_id=visitor.id, now=now, kind=paper.kind)
        _tell_answer(review, paper, now)
        return review


def _give(paper: Paper, answer: Answer, now: datetime) -> None:
    if answer.first_day is None:
        raise Refusal(SAY_WHEN, field="first_day")
    _ensure_days(answer.first_day, answer.last_day, now)
    paper.first_day, paper.last_day = answer.first_day, answer.last_day


def _tell_answer(review: PaperReview, paper: Paper, now: datetime) -> None:
    resource = db.session.get_one(Resource, review.resource_id)
    owner = db.session.get_one(Organisation, review.owner_id).name
    readers = queries.readers_of(paper, also=review.asked_by)
    outbox.tell(letters.answered(review, paper, owner, resource.slug, readers), now=now)


def remind_expiring(now: datetime) -> int:
    """Remind organisations of what expires within thirty days and is not renewed; once for each paper. Return how many."""
    today, count = clock.local_day(now), 0
    for paper_id in queries.about_to_expire(today, today + WARNED_AHEAD):
        with transaction():
            paper = lock(Paper, paper_id)
            if paper.reminded_at is not None or paper.withdrawn_at is not None or paper.last_day is None:
                continue
            paper.reminded_at = now
            slug = db.session.get_one(Organisation, paper.organisation_id).slug
            readers = queries.readers_of(paper, also=paper.person_id)
            outbox.tell(letters.expires(paper, slug, paper.last_day, readers), now=now)
            count += 1
    return count


def _ensure_keeps(visitor: Visitor, organisation_id: int) -> None:
    if not may_keep(visitor, organisation_id):
        raise NotAllowed() if may_see(visitor, organisation_id) else NotFound()


def _own_organisation(visitor: Visitor) -> int:
    if visitor.organisation is None:
        raise Refusal(NO_ORGANISATION)
    return visitor.organisation.id


def _ensure_days(first_day: date | None, last_day: date | None, now: datetime) -> None:
    for name, day in (("first_day", first_day), ("last_day", last_day)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refusal(NO_SUCH_YEAR, field=name)
    if first_day and last_day and last_day < first_day:
        raise Refusal(ENDS_BEFORE, field="last_day")
    if last_day and last_day < clock.local_day(now):
        raise Refusal(HAS_EXPIRED, field="last_day")


def _member(organisation_id: int, email: str) -> int:
    place = None if "\0" in email else find_membership(organisation_id, email)
    if place is None:
        raise Refusal(NOT_A_MEMBER, field="email")
    return place.person_id


def _bound(kind: str, resource: Resource | None) -> int | None:
    """Return the resource that the paper is about: a training on equipment, or terms."""
    return resource.id if resource is not None and kind in (EQUIPMENT, TERMS) else None


def _asks_owner(resource: Resource, kind: str) -> bool:
    demand = queries.find_demand(resource.id, kind)
    return demand is not None and demand.by_owner


def _enter(
    visitor: Visitor,
    organisation_id: int,
    kind: str,
    facts: Facts,
    now: datetime,
    *,
    person_id: int | None = None,
    about: Resource | None = None,
    mark: str = "",
) -> Paper:
    kept = select(func.count()).where(Paper.organisation_id == organisation_id, Paper.withdrawn_at.is_(None))
    if db.session.execute(kept).scalar_one() >= MOST_PAPERS:
        raise Refusal(TOO_MANY_PAPERS, most=MOST_PAPERS)
    paper = Paper(
        reference=new_reference("HA"),
        organisation_id=organisation_id,
        person_id=person_id,
        resource_id=_bound(kind, about),
        kind=kind,
        title=facts.title,
        number=facts.number,
        note=facts.note,
        mark=mark,
        first_day=facts.first_day,
        last_day=facts.last_day,
        created_at=now,
        created_by=visitor.id,
    )
    db.session.add(paper)
    db.session.flush()
    days = {name: day.isoformat() for name in ("first_day", "last_day") if (day := getattr(facts, name))}
    audit.record("paper.added", paper.reference, person_id=visitor.id, now=now, kind=kind, **days)
    return paper


def _ask(visitor: Visitor, paper: Paper, resource: Resource, now: datetime) -> PaperReview:
    owner_id = resource.testbed.owner_id
    if owner_id is None or paper.withdrawn_at is not None:
        raise NotFound()
    review = queries.find_review(paper.id, owner_id)
    if review is not None and review.state != REFUSED:
        return review
    if review is None:
        review = PaperReview(reference=new_reference("HS"), paper_id=paper.id, owner_id=owner_id)
    review.resource_id, review.state, review.asked_at, review.asked_by = resource.id, WAITING, now, visitor.id
    review.answered_at = review.answered_by = None
    review.text = ""
    db.session.add(review)
    db.session.flush()
    audit.record("paper.asked", review.reference, person_id=visitor.id, now=now, paper=paper.reference)
    name = db.session.get_one(Organisation, paper.organisation_id).name
    outbox.tell(letters.asked(review, paper, name, queries.answerers_of(owner_id)), now=now)
    return review
