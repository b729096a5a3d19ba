"""What every page of a draft begins with: the draft itself, or the page that helps where there is none."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import current_person
from portal.enquiry import queries
from portal.enquiry.intake.drafts import Author, Gone, get_draft
from portal.enquiry.intake.forms import StartForm
from portal.enquiry.models import EnquiryDraft
from portal.web.language import current_language

Answer = str | Response | tuple[str, int]


def author() -> Author:
    """Return who writes."""
    visitor = current_person()
    return Author(visitor.id if visitor else None, current_language(), request.remote_addr)


def with_draft(view: Callable[..., Answer]) -> Callable[..., Response]:
    """Give the view the draft of its key; one that is sent leads to its case, and one that is gone to a new beginning.

    The address is a key: it is told to no other site, and no machine lists it.
    """

    @wraps(view)
    def opened(key: str, **values: Any) -> Response:
        try:
            draft = get_draft(key, now=clock.now())
            answer = _case_of(draft) if draft.enquiry_id else view(draft, key, **values)
        except Gone:
            answer = gone()
        response = make_response(answer)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return opened


def _case_of(draft: EnquiryDraft) -> Response:
    return redirect(url_for("enquiry.show", reference=queries.reference_of(draft.enquiry_id or 0)), 303)


def gone() -> tuple[str, int]:
    """Return the page for a draft that is not there, with the way to begin anew."""
    return render_template("enquiry/intake/gone.html", form=StartForm(formdata=None)), 410
