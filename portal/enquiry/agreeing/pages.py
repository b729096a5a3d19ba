"""The templates on the page of a case, and as files filled from it."""

from datetime import date, timedelta
from typing import Any

from flask import Response, render_template, request

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor
from portal.agreements import delivery, documents
from portal.agreements.facts import Facts, Party
from portal.enquiry import naming, permissions, queries
from portal.enquiry.agreeing.facts import Side, facts_of
from portal.enquiry.blueprint import blueprint
from portal.enquiry.brief import Brief, from_plain
from portal.enquiry.models import NEED, NO, OWNER, WITHDRAWN, YES, Ask, Enquiry
from portal.enquiry.secrecy.rules import without_confidential
from portal.web.language import current_language, localised
from portal.web.logs import log

STANDING = frozenset({"confirmed", "in-use", "completed"})


def of_case(enquiry: Enquiry, visitor: Visitor, **_context: Any) -> str:
    """Return the section with the papers of the case; a report of a fault needs none."""
    if enquiry.kind != NEED:
        return ""
    offers = documents.offers(current_language())
    return render_template("enquiry/_agreements.html", enquiry=enquiry, offers=offers)


@blueprint.get("/arenden/<reference>/mallar")
@audience("signed-in")
def agreements(reference: str) -> str:
    """List the papers of the case, for one of those asked and with one answer to who owns the results."""
    visitor, enquiry = signed_in(), queries.get_enquiry(reference, signed_in())
    asks = _candidates(visitor, enquiry)
    brief = from_plain(enquiry.brief, enquiry.need)
    option = request.args.get("resultat") or documents.option_address("testavtal", brief.results)
    chosen = _chosen(asks)
    return render_template(
        "enquiry/agreements.html",
        enquiry=enquiry,
        offers=documents.offers(current_language()),
        options=documents.get_offer("testavtal", current_language()).options,
        option=documents.option_address("testavtal", documents.option_at("testavtal", option)),
        asks=[(one.reference, _name(one)) for one in asks],
        chosen=chosen.reference if chosen else None,
        is_named=_may_name(visitor, enquiry, chosen),
    )


@blueprint.get("/arenden/<reference>/mallar/<slug>.docx", defaults={"form": "docx"})
@blueprint.get("/arenden/<reference>/mallar/<slug>.html", defaults={"form": "html"})
@audience("signed-in")
def agreement(reference: str, slug: str, form: str) -> Response:
    """Hand out one paper, filled with what this reader may know."""
    visitor, enquiry = signed_in(), queries.get_enquiry(reference, signed_in())
    language = request.args.get("lang", "")
    if language not in documents.LANGUAGES:
        language = current_language()
    facts = _facts(visitor, enquiry, language)
    asked = request.args.get("resultat")
    document = documents.build(slug, facts, language, documents.option_at(slug, asked) if asked else None)
    if not permissions.asks(visitor, enquiry):
        log.info("read", subject=enquiry.reference, person=visitor.id)
    return delivery.as_file(document, form)


def _candidates(visitor: Visitor, enquiry: Enquiry) -> list[Ask]:
    """Return the owners whom an agreement may be about: those asked whom this reader may see, and who have not said no."""
    found = queries.asks_for(visitor, enquiry)
    return [one for one in found if one.role == OWNER and one.state not in (NO, WITHDRAWN)]


def _chosen(asks: list[Ask]) -> Ask | None:
    """Return the one that the address names, else the first that has said yes, else the only one."""
    named, yes = request.args.get("fraga", ""), [one for one in asks if one.state == YES]
    by_reference = {one.reference: one for one in asks}
    return by_reference.get(named) or next(iter(yes), None) or (asks[0] if len(asks) == 1 else None)


def _name(ask: Ask) -> str:
    return localised(ask.testbed, "name") if ask.testbed else ask.organisation.name


def _may_name(visitor: Visitor, enquiry: Enquiry, chosen: Ask | None) -> bool:
    """Return whether a paper for this reader may say whose the case is."""
    return permissions.asks(visitor, enquiry) or naming.knows(visitor, enquiry, chosen)


def _facts(visitor: Visitor, enquiry: Enquiry, language: str) -> Facts:
    asks = _candidates(visitor, enquiry)
    chosen, is_own = _chosen(asks), permissions.asks(visitor, enquiry)
    may_name = _may_name(visitor, enquiry, chosen)
    facts = facts_of(
        _readable(from_plain(enquiry.brief, enquiry.need), may_name),
        reference=enquiry.reference,
        company=_party(enquiry.organisation),
        side=_side(chosen, language) if chosen else Side(Party()),
        language=language,
        others=[_party(one.organisation) for one in asks if is_own and one.state == YES and one is not chosen],
        booked=_booked(enquiry, chosen) if chosen else None,
    )
    return facts if may_name else facts.without_company()


def _readable(brief: Brief, may_name: bool) -> Brief:
    """Return the part of the brief that a paper may hold: papers are passed on, so never what is confidential."""
    return without_confidential(brief) if may_name else brief.in_public()


def _side(ask: Ask, language: str) -> Side:
    testbed = localised(ask.testbed, "name", language) if ask.testbed else ""
    is_yes = ask.state == YES
    return Side(
        host=_party(ask.organisation),
        testbed=testbed,
        kronor=ask.answer_price if is_yes else None,
        times=ask.answer_times if is_yes else "",
    )


def _party(organisation: Organisation) -> Party:
    """Return the organisation as a party; where it has its seat is not known here."""
    return Party(organisation.name, organisation.organisation_number or "")


def _booked(enquiry: Enquiry, ask: Ask) -> tuple[date, date] | None:
    """Return the first and the last day that are booked at the testbed in this case."""
    found = [one for one in queries.bookings_of(enquiry) if one.testbed_id == ask.testbed_id and one.state in STANDING]
    if not found:
        return None
    last = max(one.ends_at for one in found) - timedelta(microseconds=1)
    return clock.local_day(min(one.starts_at for one in found)), clock.local_day(last)
