"""Messages about papers, each in its reader's language. What they say of anybody's papers goes to the two sides alone."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from portal.accounts.queries import Recipient
from portal.outbox import Letter
from portal.passport.models import CONFIRMED, Paper, PaperReview
from portal.passport.rules import KINDS
from portal.web.formats import day
from portal.web.language import in_language, localised
from portal.web.links import public_url


def asked(review: PaperReview, paper: Paper, organisation: str, owners: Iterable[Recipient]) -> list[Letter]:
    """Tell those who answer for the testbed that a paper waits for their yes."""
    letters = []
    for person in owners:
        with in_language(person.language):
            what = localised(KINDS[paper.kind], "name", person.language)
            body = _("%(organisation)s ber er säga ja till: %(what)s.", organisation=organisation, what=what)
            where = public_url("passport.answer", person.language, reference=review.reference)
            once = f"paper.asked:{review.id}:{int(review.asked_at.timestamp())}:{person.email}"
            letters.append(_written("asked", person, review.reference, body, where, once))
    return letters


def answered(review: PaperReview, paper: Paper, owner: str, slug: str, readers: Iterable[Recipient]) -> list[Letter]:
    """Tell the organisation what the owner said, and until when a yes holds."""
    letters = []
    for person in readers:
        with in_language(person.language):
            body = _answer(review, paper, owner, person.language)
            where = public_url("passport.needed", person.language, slug=slug)
            once = f"paper.answered:{review.id}:{review.state}:{_second(review)}:{person.email}"
            letters.append(_written("answered", person, review.reference, body, where, once))
    return letters


def _answer(review: PaperReview, paper: Paper, owner: str, language: str) -> str:
    what = localised(KINDS[paper.kind], "name", language)
    if review.state != CONFIRMED:
        said = _("%(owner)s har sagt nej till: %(what)s.", owner=owner, what=what)
    elif paper.last_day is None:
        said = _("%(owner)s har sagt ja till: %(what)s. Det gäller tills vidare.", owner=owner, what=what)
    else:
        until = day(paper.last_day, language)
        said = _(
            "%(owner)s har sagt ja till: %(what)s. Det gäller till och med %(day)s.", owner=owner, what=what, day=until
        )
    return f"{said}\n\n{review.text}" if review.text else said


def _second(review: PaperReview) -> int:
    return int(review.answered_at.timestamp()) if review.answered_at else 0


def expires(paper: Paper, slug: str, last_day: date, readers: Iterable[Recipient]) -> list[Letter]:
    """Remind the organisation that a paper is about to expire."""
    letters = []
    for person in readers:
        with in_language(person.language):
            body = _(
                "%(what)s går ut %(day)s. Förnya i tid, så går det att boka efter den dagen också.",
                what=localised(KINDS[paper.kind], "name", person.language),
                day=day(last_day, person.language),
            )
            where = public_url("passport.show", person.language, slug=slug)
            once = f"paper.expires:{paper.id}:{person.email}"
            letters.append(_written("expires", person, paper.reference, body, where, once))
    return letters


def _written(kind: str, person: Recipient, reference: str, body: str, where: str, dedupe: str) -> Letter:
    follow = _("Läs och svara här:") if kind == "asked" else _("Läs mer här:")
    return Letter(
        kind=f"paper.{kind}",
        to_email=person.email,
        language=person.language,
        subject=_("Företagspass %(reference)s", reference=reference),
        body=f"{body}\n\n{follow} {where}\n",
        about=reference,
        dedupe=dedupe,
    )
