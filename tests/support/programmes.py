"""Programmes for tests: sensible defaults, say only what matters."""

from dataclasses import dataclass, field
from typing import Any

from portal.catalogue import service
from portal.database import transaction
from portal.support.models import SupportProgramme

SOURCE = [{"url": "https://example.com/stod", "supports": "who can apply"}]
APPLY_FIRST = {"before": "application", "source": "https://example.com/villkor"}


def make_programme(slug: str = "checken", **values: Any) -> SupportProgramme:
    with transaction() as session:
        programme = SupportProgramme(
            **{
                "slug": slug,
                "name": "Provningschecken",
                "name_en": "The test voucher",
                "provider": "Region Dalarna",
                "kind": "voucher",
                "summary_sv": "Pengar till prov hos en testbädd.",
                "summary_en": "Money for tests at a testbed.",
                "who": ["sme"],
                "counties": [],
                "technologies": [],
                "market_areas": [],
                "phase": "test",
                "status": "open",
                "sources": SOURCE,
                "confidence": "high",
                **values,
            }
        )
        session.add(programme)
        service.bump_version()
    return programme


@dataclass
class Plain:
    """A programme as the rules see it."""

    slug: str = "checken"
    kind: str = "voucher"
    who: list = field(default_factory=lambda: ["sme"])
    counties: list = field(default_factory=list)
    technologies: list = field(default_factory=list)
    market_areas: list = field(default_factory=list)
    trl_min: int | None = None
    trl_max: int | None = None
    phase: str = "test"
    status: str = "open"
    confidence: str = "medium"
    notes: str | None = None
    co_funding: str | None = None
    order_first: dict | None = None
    names_testing: bool = False
    needs_partners: bool = False
    is_narrow: bool = False
    excludes_testing: bool = False
