"""A document as a file to save: Word, or a page that prints by itself and needs nothing from the portal."""

import re
from functools import cache
from pathlib import Path

from flask import Response, current_app, render_template
from markupsafe import Markup

from portal.agreements import docx
from portal.agreements.pieces import Document

FORMS = ("docx", "html")
MIMES = {"docx": docx.MIME, "html": "text/html; charset=utf-8"}


def as_file(document: Document, form: str) -> Response:
    """Return the document as a file in this form, named after the template and the case that it belongs to."""
    return named(content(document, form), document, form)


def content(document: Document, form: str) -> bytes:
    """Return what the file holds."""
    return docx.written(document) if form == "docx" else _page(document).encode("utf-8", "replace")


def named(held: bytes, document: Document, form: str) -> Response:
    """Return the content as a file to save; its name has letters, figures and hyphens only."""
    response = Response(held, content_type=MIMES[form])
    name = re.sub(r"[^A-Za-z0-9]+", "-", f"{document.file_name} {document.reference}").strip("-")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _page(document: Document) -> str:
    return render_template("agreements/printed.html", document=document, style=_style(str(current_app.static_folder)))


@cache
def _style(folder: str) -> Markup:
    """Return our style sheet as an element of the page: a file that is saved has no portal to ask for it."""
    sheet = (Path(folder) / "agreements" / "document.css").read_text(encoding="utf-8")
    return Markup(f"<style>\n{sheet}</style>")  # nosec B704: our own file
