"""A draft becomes a case: at once for who is signed in, and for others by the link in a letter. Never twice."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import outbox
from portal.accounts import arrivals
from portal.accounts.queries import Visitor, find_person, token_hash
from portal.catalogue.models import Testbed
from portal.catalogue.queries import find_testbed
from portal.database import db, lock, transaction
from portal.enquiry import service
from portal.enquiry.brief import Brief, from_plain
from portal.enquiry.intake import letters
from portal.enquiry.intake.drafts import Author
from portal.enquiry.intake.reading import county_of
from portal.enquiry.models import Enquiry, EnquiryDraft
from portal.enquiry.service import Sender
from portal.errors import Conflict, NotFound, Refusal

PRESSED_AGAIN = timedelta(minutes=10)


class DeadLink(NotFound):
    """The link has run out or was never ours."""


class SignInFirst(Refusal):
    """The address has an account: its holder sends it when signed in."""


@dataclass(frozen=True)
class Sent:
    """The case, and the token of a sign-in where it was begun with it."""

    enquiry: Enquiry
    sign_in: str | None = None


def brief_of(answers: dict[str, Any]) -> Brief:
    """Return the brief that these answers make."""
    brief = from_plain(answers)
    return brief if brief.county or not brief.place else replace(brief, county=county_of(brief.place))


def testbeds_of(answers: dict[str, Any]) -> list[Testbed]:
    """Return the testbeds that are to be asked; one that has left the catalogue meanwhile is left out."""
    found = [find_testbed(slug) for slug in answers.get("testbeds", ())]
    return [one for one in found if one is not None]


def send(visitor: Visitor, draft: EnquiryDraft, *, now: datetime) -> Enquiry:
    """Send the draft in the name of who is signed in. Raise NoOrganisation or NobodyAnswers."""
    with transaction():
        current = lock(EnquiryDraft, draft.id)
        return _sent_of(current) or _send(service.sender_of(visitor), current, now=now)


def _sent_of(draft: EnquiryDraft) -> Enquiry | None:
    return db.session.get(Enquiry, draft.enquiry_id) if draft.enquiry_id else None


def _send(sender: Sender, draft: EnquiryDraft, *, now: datetime) -> Enquiry:
    answers: dict[str, Any] = draft.answers
    enquiry = service.send_enquiry(sender, brief_of(answers), testbeds_of(answers), now=now)
    # The case holds it all from now on; what lies in the draft would only be a second copy of a secret.
    draft.enquiry_id, draft.answers, draft.changed_at = enquiry.id, {}, now
    return enquiry


def ensure_answered(answers: dict[str, Any]) -> None:
    """Raise NobodyAnswers unless each testbed, or the county where none is chosen, has somebody to answer."""
    testbeds: Sequence[Testbed] = testbeds_of(answers)
    for one in testbeds:
        service.addressee_of(one)
    if not testbeds:
        service.coordinator_of(brief_of(answers).county)


def ask_to_confirm(draft: EnquiryDraft, contact: dict[str, str], author: Author, *, now: datetime) -> None:
    """Keep who asks and send the link by which they send it. Raise NobodyAnswers, TooMany, or Conflict once it is sent.

    The outcome looks the same for an address that has an account and one that has not.
    """
    email = arrivals.folded(contact["email"])
    ensure_answered({**draft.answers, **{"county": contact.get("county") or draft.answers.get("county")}})
    arrivals.count_letter(email, author.address, now=now)
    token = secrets.token_urlsafe(32)
    with transaction():
        current = lock(EnquiryDraft, draft.id)
        if current.enquiry_id is not None:
            raise Conflict()
        answers = {**current.answers, "contact": {name: contact.get(name, "") for name in ("name", "company")}}
        answers |= {name: contact[name] for name in ("county", "size_class") if contact.get(name)}
        current.answers, current.version = answers, current.version + 1
        current.email, current.confirm_hash = email, token_hash(token)
        current.language, current.changed_at = author.language, now
        person = find_person(email)
        if person is None or person.disabled_at is None:
            has_account = person is not None and person.verified_at is not None
            letter = letters.confirm(email, author.language, token, has_account=has_account)
            outbox.tell(letter, now=now)


def get_asked(token: str, *, now: datetime) -> EnquiryDraft:
    """Return the draft that the link is about. Raise DeadLink."""
    query = select(EnquiryDraft).where(EnquiryDraft.confirm_hash == token_hash(token), EnquiryDraft.expires_at > now)
    draft = db.session.scalars(query).one_or_none()
    if draft is None:
        raise DeadLink()
    return draft


def has_account(draft: EnquiryDraft) -> bool:
    """Return whether the address of the draft belongs to somebody who signs in."""
    person = find_person(draft.email or "")
    return person is not None and person.verified_at is not None


def confirm(token: str, version: str, visitor: Visitor | None, *, now: datetime, address: str | None = None) -> Sent:
    """Send the draft for whoever holds the link, with an account of their own where the address has none.

    Raise DeadLink, SignInFirst, Conflict when the draft has changed since `version` was shown, or NobodyAnswers.
    """
    draft = get_asked(token, now=now)
    try:
        with transaction():
            current = lock(EnquiryDraft, draft.id)
            if current.enquiry_id is not None:
                return _pressed_again(current, now=now)
            if version != str(current.version):
                raise Conflict()
            sender, sign_in = _sender(current, visitor, now=now, address=address)
            return Sent(_send(sender, current, now=now), sign_in)
    except IntegrityError:
        # Two links to the same new address, pressed in the same moment: the other one made the account.
        raise Conflict() from None


def _pressed_again(draft: EnquiryDraft, *, now: datetime) -> Sent:
    """Return what the first press made; its browser may not have heard of the sign-in."""
    enquiry = db.session.get_one(Enquiry, draft.enquiry_id)
    again = now - enquiry.created_at < PRESSED_AGAIN
    return Sent(enquiry, arrivals.sign_in_again(enquiry.person_id, now=now) if again else None)


def _sender(
    draft: EnquiryDraft, visitor: Visitor | None, *, now: datetime, address: str | None
) -> tuple[Sender, str | None]:
    email, contact = draft.email or "", draft.answers.get("contact", {})
    if has_account(draft):
        if visitor is None or arrivals.folded(visitor.email) != email:
            raise SignInFirst()
        if visitor.organisation is not None:
            return service.sender_of(visitor), None
    admitted = arrivals.admit(
        arrivals.Application(
            name=contact.get("name", ""),
            email=email,
            password="",  # nosec B106: none is chosen yet
            organisation_name=contact.get("company", ""),
            size_class=draft.answers.get("size_class") or "unknown",
            language=draft.language,
        ),
        now=now,
        address=address,
    )
    return Sender(admitted.person_id, admitted.organisation_id, email, draft.language), admitted.sign_in
