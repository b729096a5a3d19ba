"""A resource that demands papers, the company that books it, and short ways to keep and answer them."""

from datetime import date
from typing import Any

from portal.accounts.models import Organisation
from portal.database import db
from portal.passport import service
from portal.passport.demands import Wanted, save_demand
from portal.passport.models import Paper, PaperReview
from portal.passport.rules import INSURANCE, TRAINING
from portal.passport.service import Answer, Facts
from tests.booking.scene import NOW, Scene, make_scene
from tests.builders import make_person

FROM, UNTIL = date(2027, 1, 1), date(2027, 12, 31)


def make_demanding_scene(*, keeps: bool = True, **values: Any) -> Scene:
    """Return a scene whose booker may keep the company's papers."""
    scene = make_scene(**values)
    if keeps:
        scene.booker_person = make_person(scene.organisation, role="manager")
    return scene


def demand(scene: Scene, kind: str = INSURANCE, **wanted: Any) -> None:
    save_demand(scene.owner, scene.resource, kind, Wanted(**wanted), NOW)


def have(
    scene: Scene, kind: str = INSURANCE, first_day: date = FROM, last_day: date | None = UNTIL, **facts: Any
) -> Paper:
    organisation = db.session.get_one(Organisation, scene.booker.organisation_ids[0])
    email = scene.booker.email if kind in TRAINING else ""
    known = Facts(**{"title": "Bolaget", "first_day": first_day, "last_day": last_day, "email": email, **facts})
    return service.add_paper(scene.booker, organisation, kind, known, NOW, about=scene.resource)


def answer(scene: Scene, review: PaperReview, is_yes: bool = True, **said: Any) -> PaperReview:
    return service.answer_review(scene.owner, review.reference, Answer(is_yes, **said), NOW)
