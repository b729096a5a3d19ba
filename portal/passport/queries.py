"""Reads of papers and demands; what the rule decides from is plain values, since every booking asks it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import MANAGER, Membership, Person
from portal.accounts.queries import Recipient, Visitor, members_of
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db
from portal.errors import NotFound
from portal.passport.demanded import demanding, find_demand, is_anything_demanded, open_resources, owner_demands, rows
from portal.passport.models import CONFIRMED, REFUSED, WAITING, Paper, PaperReview
from portal.passport.permissions import may_answer, may_see
from portal.passport.rules import (
    EQUIPMENT,
    NO_PAPERS,
    Demand,
    Gap,
    GapRow,
    Held,
    Papers,
    days_of,
    gap_row,
    ordered,
)

__all__ = ["demanding", "find_demand", "is_anything_demanded"]


class Case(NamedTuple):
    """Who wants to use what: the organisation, the resource, and the person who comes."""

    organisation_id: int
    resource_id: int
    person_id: int | None


class Use(Protocol):
    """A booking, as far as its papers are concerned."""

    @property
    def organisation_id(self) -> int: ...
    @property
    def resource_id(self) -> int: ...
    @property
    def person_id(self) -> int: ...
    @property
    def period(self) -> Period: ...


def demands_of(resource_id: int) -> tuple[Demand, ...]:
    """Return what the resource demands."""
    return ordered(Demand(*row[3:]) for row in rows([resource_id]))


def papers_for(organisation_id: int, resource_id: int, person_id: int | None) -> Papers:
    """Return what the resource demands of the organisation and what it has of it, when this person is to come."""
    case = Case(organisation_id, resource_id, person_id)
    return papers_many([case]).get(case, NO_PAPERS)


def papers_many(cases: Iterable[Case]) -> dict[Case, Papers]:
    """Return the same for many at once; those of whom nothing is demanded are left out.

    Nothing is demanded of the owner's own people in their own testbed.
    """
    wanted = set(cases)
    demands: dict[int, list[Any]] = {}
    for row in rows(case.resource_id for case in wanted):
        demands.setdefault(row.resource_id, []).append(row)
    asked = [
        case
        for case in wanted
        if case.resource_id in demands and demands[case.resource_id][0].owner_id != case.organisation_id
    ]
    if not asked:
        return {}
    papers, answers = _papers_of({case.organisation_id for case in asked})
    found = {}
    for case in asked:
        said = demands[case.resource_id]
        held = tuple(
            _held(paper, answers.get((paper.id, said[0].owner_id)))
            for paper in papers.get(case.organisation_id, ())
            if paper.kind != EQUIPMENT or paper.resource_id == case.resource_id
        )
        found[case] = Papers(ordered(Demand(*row[3:]) for row in said), held, case.person_id, said[0].slug)
    return found


_PAPERS = select(
    Paper.organisation_id,
    Paper.id,
    Paper.kind,
    Paper.first_day,
    Paper.last_day,
    Paper.person_id,
    Paper.mark,
    Paper.resource_id,
).where(Paper.organisation_id.in_(bindparam("organisation_ids", expanding=True)), Paper.withdrawn_at.is_(None))
_ANSWERS = (
    select(PaperReview.paper_id, PaperReview.owner_id, PaperReview.state)
    .join(Paper, Paper.id == PaperReview.paper_id)
    .where(Paper.organisation_id.in_(bindparam("organisation_ids", expanding=True)), Paper.withdrawn_at.is_(None))
)


def _papers_of(organisation_ids: set[int]) -> tuple[dict[int, list[Any]], dict[tuple[int, int], str]]:
    whose = {"organisation_ids": sorted(organisation_ids)}
    papers: dict[int, list[Any]] = {}
    for row in db.session.connection().execute(_PAPERS, whose):
        papers.setdefault(row.organisation_id, []).append(row)
    if not papers:
        return {}, {}
    answers = db.session.connection().execute(_ANSWERS, whose)
    return papers, {(row.paper_id, row.owner_id): row.state for row in answers}


def _held(paper: Any, state: str | None) -> Held:
    return Held(
        paper.kind,
        paper.first_day,
        paper.last_day,
        paper.person_id,
        paper.mark,
        confirmed=state == CONFIRMED,
        waiting=state == WAITING,
        refused=state == REFUSED,
    )


def gap_for(
    organisation_id: int,
    owner_id: int,
    today: date,
    *,
    testbed_id: int | None = None,
    person_id: int | None = None,
) -> list[GapRow]:
    """Return each paper that the owner demands of the organisation, how it stands today and where it is put right.

    What counts at all resources comes first, then what single ones demand; `testbed_id` keeps to the resources of one testbed.
    Nothing is demanded of the owner's own people.
    """
    if organisation_id == owner_id:
        return []
    resources = {one.id: one for one in open_resources(owner_id, testbed_id)}
    said = list(rows(resources)) if resources else []
    everywhere = [
        Demand(*(getattr(one, name) for name in Demand.__dataclass_fields__)) for one in owner_demands(owner_id)
    ]
    papers, answers = _papers_of({organisation_id})
    mine = papers.get(organisation_id, [])

    def line(demand: Demand, resource: Resource | None) -> GapRow:
        fitting = [one for one in mine if one.kind != EQUIPMENT or (resource and one.resource_id == resource.id)]
        held = tuple(_held(one, answers.get((one.id, owner_id))) for one in fitting)
        [standing] = Papers((demand,), held, person_id).standings(today)
        return gap_row(standing, today, resource)

    general = [line(demand, _inherits(demand, said, resources)) for demand in ordered(everywhere)]
    single = [(Demand(*row[3:]), resources[row.resource_id]) for row in said]
    of_one = [line(demand, resource) for demand, resource in single if demand not in everywhere]
    return [replace(one, is_general=True) for one in general] + of_one


def _inherits(demand: Demand, said: Sequence[Any], resources: dict[int, Resource]) -> Resource | None:
    """Return a resource on whose page the general demand is met; None where every one of them says otherwise."""
    return next((resources[row.resource_id] for row in said if Demand(*row[3:]) == demand), None)


def gaps_of(uses: Sequence[Any]) -> list[tuple[Any, list[Gap]]]:
    """Return those of these bookings that the papers no longer cover, each with what is missing of it."""
    if not uses:
        return []
    papers = papers_many(_case(use) for use in uses)
    short = ((use, papers[_case(use)].gaps(*days_of(use.period))) for use in uses if _case(use) in papers)
    return [(use, gaps) for use, gaps in short if gaps]


def _case(use: Use) -> Case:
    return Case(use.organisation_id, use.resource_id, use.person_id)


@dataclass(frozen=True)
class PaperLine:
    """A paper with what owners have answered about it."""

    paper: Paper
    reviews: tuple[PaperReview, ...]


def passport_of(organisation_id: int) -> list[PaperLine]:
    """Return the organisation's papers that are not withdrawn, by kind, the one that lasts longest first."""
    query = (
        select(Paper)
        .where(Paper.organisation_id == organisation_id, Paper.withdrawn_at.is_(None))
        .options(joinedload(Paper.person), joinedload(Paper.resource))
    )
    papers = list(db.session.scalars(query))
    reviews = select(PaperReview).where(PaperReview.paper_id.in_([one.id for one in papers]))
    reviews = reviews.options(joinedload(PaperReview.resource).joinedload(Resource.testbed))
    by_paper: dict[int, list[PaperReview]] = {}
    for review in db.session.scalars(reviews.order_by(PaperReview.id)) if papers else ():
        by_paper.setdefault(review.paper_id, []).append(review)
    papers.sort(key=lambda one: (one.kind, -(one.last_day or date.max).toordinal(), one.id))
    return [PaperLine(one, tuple(by_paper.get(one.id, ()))) for one in papers]


def get_paper(reference: str, visitor: Visitor) -> Paper:
    """Return the paper. Raise NotFound for all but its organisation and administrators."""
    query = select(Paper).where(Paper.reference == reference, Paper.withdrawn_at.is_(None))
    paper = None if "\0" in reference else db.session.scalar(query.options(joinedload(Paper.organisation)))
    if paper is None or not may_see(visitor, paper.organisation_id):
        raise NotFound()
    return paper


_REVIEW = select(PaperReview).options(
    joinedload(PaperReview.paper).joinedload(Paper.organisation),
    joinedload(PaperReview.paper).joinedload(Paper.person),
    joinedload(PaperReview.resource).joinedload(Resource.testbed),
)


def get_review(reference: str, visitor: Visitor) -> PaperReview:
    """Return what the owner was asked. Raise NotFound for all but that owner and administrators, and for what is withdrawn."""
    query = _REVIEW.where(PaperReview.reference == reference)
    review = None if "\0" in reference else db.session.scalar(query)
    if review is None or review.paper.withdrawn_at is not None or not may_answer(visitor, review.owner_id):
        raise NotFound()
    return review


def reviews_for(owner_ids: Sequence[int], *, waiting: bool = True, most: int = 200) -> list[PaperReview]:
    """Return what waits for these owners' yes, the oldest first; else what they have answered, the newest first."""
    query = _REVIEW.join(Paper, Paper.id == PaperReview.paper_id)
    query = query.where(PaperReview.owner_id.in_(owner_ids), Paper.withdrawn_at.is_(None))
    if waiting:
        query = query.where(PaperReview.state == WAITING).order_by(PaperReview.asked_at, PaperReview.id)
    else:
        query = query.where(PaperReview.state != WAITING)
        query = query.order_by(PaperReview.answered_at.desc(), PaperReview.id.desc())
    return list(db.session.scalars(query.limit(most)))


def waiting_count(owner_ids: Sequence[int]) -> int:
    """Return how many papers wait for these owners' yes."""
    query = select(func.count()).select_from(PaperReview).join(Paper, Paper.id == PaperReview.paper_id)
    mine = (PaperReview.owner_id.in_(owner_ids), PaperReview.state == WAITING, Paper.withdrawn_at.is_(None))
    return db.session.execute(query.where(*mine)).scalar_one()


def find_review(paper_id: int, owner_id: int) -> PaperReview | None:
    """Return what this owner was asked about the paper."""
    return db.session.scalar(
        select(PaperReview).where(PaperReview.paper_id == paper_id, PaperReview.owner_id == owner_id)
    )


def find_asked(organisation_id: int, kind: str, person_id: int, resource_id: int | None) -> Paper | None:
    """Return the training that has been asked for this person and not been given yet."""
    same = Paper.resource_id.is_(None) if resource_id is None else Paper.resource_id == resource_id
    query = select(Paper).where(
        Paper.organisation_id == organisation_id,
        Paper.kind == kind,
        Paper.person_id == person_id,
        Paper.first_day.is_(None),
        Paper.withdrawn_at.is_(None),
        same,
    )
    return db.session.scalar(query.order_by(Paper.id).limit(1))


_PEOPLE = (
    select(Person.id, Person.email, Person.name, Person.language)
    .join(Membership, Membership.person_id == Person.id)
    .where(Person.disabled_at.is_(None))
    .order_by(Membership.id)
)


def readers_of(paper: Paper, *, also: int | None = None) -> list[Recipient]:
    """Return the managers of the paper's organisation, and whoever else of it is named; all of it where it has no manager."""
    own = _PEOPLE.where(Membership.organisation_id == paper.organisation_id)
    chosen = own.where(or_(Membership.role == MANAGER, Person.id == also))
    rows = db.session.execute(chosen).all() or db.session.execute(own).all()
    return [Recipient(*row) for row in rows]


def answerers_of(owner_id: int) -> list[Recipient]:
    """Return who is told that something waits for the owner's yes."""
    return members_of(owner_id)


def about_to_expire(first_day: date, last_day: date) -> list[int]:
    """Return the papers that end in these days, that nobody was reminded of and that no later one follows."""
    later = aliased(Paper)
    follows = (
        select(later.id)
        .where(
            later.organisation_id == Paper.organisation_id,
            later.kind == Paper.kind,
            later.person_id.is_not_distinct_from(Paper.person_id),
            later.resource_id.is_not_distinct_from(Paper.resource_id),
            later.withdrawn_at.is_(None),
            later.first_day.is_not(None),
            or_(later.last_day.is_(None), later.last_day > Paper.last_day),
        )
        .exists()
    )
    query = select(Paper.id).where(
        Paper.last_day.between(first_day, last_day), Paper.withdrawn_at.is_(None), Paper.reminded_at.is_(None), ~follows
    )
    return list(db.session.execute(query.order_by(Paper.id)).scalars())
