"""The templates: which there are, each as a page to read, and as a file with lines to fill in by hand."""

from functools import lru_cache

from flask import Blueprint, Response, render_template, request

from portal.accounts.guards import audience
from portal.agreements import delivery, documents
from portal.agreements.pieces import Document
from portal.web.language import current_language
from portal.web.links import public_url

blueprint = Blueprint("agreements", __name__)


@blueprint.get("/mallar")
@audience("public")
def index() -> str:
    return render_template("agreements/index.html", offers=documents.offers(current_language()))


@blueprint.get("/mallar/<slug>")
@audience("public")
def show(slug: str) -> str:
    """Show the text as it stands, in either language and with the option that the address asks for."""
    offer, document = documents.get_offer(slug, current_language()), _asked_for(slug)
    return render_template(
        "agreements/show.html",
        offer=offer,
        document=document,
        option=documents.option_address(slug, document.option),
        canonical=public_url("agreements.show", current_language(), slug=slug),
    )


@blueprint.get("/mallar/<slug>.docx", defaults={"form": "docx"})
@blueprint.get("/mallar/<slug>.html", defaults={"form": "html"})
@audience("public")
def download(slug: str, form: str) -> Response:
    document = _asked_for(slug)
    return delivery.named(_held(document, form), document, form)


def _asked_for(slug: str) -> Document:
    """Return the template unfilled; a language or an option that is not there is the page's own or the first."""
    language = request.args.get("lang", "")
    if language not in documents.LANGUAGES:
        language = current_language()
    return documents.build(slug, None, language, documents.option_at(slug, request.args.get("resultat")))


@lru_cache(maxsize=32)
def _held(document: Document, form: str) -> bytes:
    """Return the file's content, made once: unfilled documents are few and the same for everybody."""
    return delivery.content(document, form)
