"""Reads of the catalogue: whole rows where somebody acts on them, plain columns where a page shows many."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import Visitor
from portal.catalogue import vocabulary
from portal.catalogue.models import Capability, Resource, Testbed
from portal.catalogue.permissions import PUBLIC, may_see
from portal.database import db
from portal.errors import NotFound

CHUNK = 500

_CARD = (
    Testbed.id,
    Testbed.slug,
    Testbed.name,
    Testbed.name_en,
    Testbed.operator,
    Testbed.operator_type,
    Testbed.municipality,
    Testbed.county,
    Testbed.lat,
    Testbed.lon,
    Testbed.location_precision,
    Testbed.summary_sv,
    Testbed.summary_en,
    Testbed.technologies,
    Testbed.market_areas,
    Testbed.environments,
    Testbed.services,
    Testbed.status,
    Testbed.level,
    Testbed.lifecycle,
    Testbed.collected_on,
    Testbed.confirmed_on,
    Testbed.is_demonstration,
)


def catalogue_version() -> int:
    """Return the number that grows whenever a listing, a resource or a support programme changes, as committed."""
    # Every page that keeps something asks this first, so it goes past session and engine, which cost ten times as much.
    # What is read after it can only be newer; a page kept under the older number is made anew at the next one.
    connection = db.engine.raw_connection()
    try:
        row = connection.cursor().execute("SELECT version FROM catalogue_version").fetchone()
    finally:
        connection.close()
    return row[0] if row else 0


def find_testbed(slug: str, visitor: Visitor | None = None) -> Testbed | None:
    """Return the listing if this visitor may see it; drafts and paused ones exist for those who manage them only."""
    query = select(Testbed).where(Testbed.slug == slug).options(joinedload(Testbed.owner))
    testbed = None if "\0" in slug else db.session.scalars(query).one_or_none()
    return testbed if testbed is not None and may_see(visitor, testbed) else None


def get_testbed(slug: str, visitor: Visitor | None = None) -> Testbed:
    """Return the listing. Raise NotFound when there is none that this visitor may see."""
    testbed = find_testbed(slug, visitor)
    if testbed is None:
        raise NotFound()
    return testbed


def cards(ids: Sequence[int], language: str) -> list[dict[str, Any]]:
    """Return what a list shows of these listings, in the order of the ids; those that nobody may see are left out."""
    found: dict[int, dict[str, Any]] = {}
    for first in range(0, len(ids), CHUNK):
        chunk = ids[first : first + CHUNK]
        query = select(*_CARD).where(Testbed.id.in_(chunk), Testbed.lifecycle.in_(PUBLIC))
        found.update((row.id, _card(row, language)) for row in db.session.execute(query))
    return [found[number] for number in ids if number in found]


def _card(row: Any, language: str) -> dict[str, Any]:
    """Return the row with name, summary and words in the language; `name_lang`, `summary_lang` where it is another."""
    card = dict(row._mapping)
    english = language == "en"
    card["name"] = (row.name_en or row.name) if english else row.name
    card["name_lang"] = "sv" if english and not row.name_en else language
    card["other_name"] = row.name if english and row.name_en and row.name_en != row.name else None
    card["summary"] = row.summary_en if english else row.summary_sv
    card["county_label"] = vocabulary.label("counties", row.county, language)
    card["technology_labels"] = vocabulary.labels("technologies", row.technologies, language)
    card["environment_labels"] = vocabulary.labels("environments", row.environments, language)
    return card


_RESOURCE = (
    select(Resource)
    .where(Resource.slug == bindparam("slug"))
    .options(joinedload(Resource.testbed).joinedload(Testbed.owner))
)


def find_resource(slug: str, visitor: Visitor | None = None) -> Resource | None:
    """Return the resource with its testbed, if this visitor may see the testbed."""
    resource = None if "\0" in slug else db.session.scalars(_RESOURCE, {"slug": slug}).one_or_none()
    return resource if resource is not None and may_see(visitor, resource.testbed) else None


def get_resource(slug: str, visitor: Visitor | None = None) -> Resource:
    """Return the resource with its testbed. Raise NotFound when there is none that this visitor may see."""
    resource = find_resource(slug, visitor)
    if resource is None:
        raise NotFound()
    return resource


def resources_of(testbed_id: int) -> list[Resource]:
    """Return what can be booked in the testbed, by name."""
    query = (
        select(Resource)
        .where(Resource.testbed_id == testbed_id, Resource.is_open)
        .options(joinedload(Resource.testbed))
        .order_by(Resource.name_sv, Resource.id)
    )
    return list(db.session.scalars(query))


def capabilities_of(testbed_id: int) -> list[Capability]:
    """Return what the testbed and its resources state as limits, in the order in which it was stated."""
    query = select(Capability).where(Capability.testbed_id == testbed_id).order_by(Capability.id)
    return list(db.session.scalars(query))


def has_open_resources(testbed_id: int) -> bool:
    """Return whether anything in the testbed can be booked."""
    query = select(Resource.id).where(Resource.testbed_id == testbed_id, Resource.is_open).limit(1)
    return db.session.execute(query).first() is not None


def owned_testbeds(organisation_ids: Iterable[int]) -> list[Testbed]:
    """Return the listings that these organisations answer for, whatever their lifecycle."""
    query = select(Testbed).where(Testbed.owner_id.in_(list(organisation_ids))).order_by(Testbed.name, Testbed.id)
    return list(db.session.scalars(query))


def owned_resources(organisation_ids: Iterable[int]) -> list[Resource]:
    """Return the resources of these organisations' testbeds, open or not, by testbed and name."""
    query = (
        select(Resource)
        .join(Resource.testbed)
        .where(Testbed.owner_id.in_(list(organisation_ids)))
        .options(joinedload(Resource.testbed))
        .order_by(Testbed.name, Testbed.id, Resource.name_sv, Resource.id)
    )
    return list(db.session.scalars(query))
