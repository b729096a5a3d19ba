"""Error pages in both languages; an API gets a problem document (RFC 9457). Nothing of our insides is shown."""

from datetime import date, datetime
from typing import Any

from flask import Flask, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from portal.errors import Busy, Conflict, NotAllowed, NotFound, NotSignedIn, Refusal, TooMany
from portal.web import formats, machines, problems
from portal.web.language import localised

PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}
STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    NotAllowed: 403,
    NotSignedIn: 401,
    TooMany: 429,
    Busy: 409,
    Conflict: 409,
    Refusal: 422,
}


def translated(refusal: Refusal) -> str:
    """Return the refusal in the reader's words; names, days, moments and parts of numbers are shown in the reader's language."""
    details = {name: _detail(value) for name, value in refusal.details.items()}
    return gettext(refusal.message, **details)


def with_remedy(refusal: Refusal) -> str:
    """Return the refusal in the reader's words, with a link to where it is put right if it has one."""
    words = translated(refusal)
    if refusal.remedy is None:
        return words
    endpoint, values = refusal.remedy
    link = Markup('{} <a href="{}">{}</a>')
    return link.format(words, url_for(endpoint, **values), gettext("Se vad som krävs"))


def _detail(value: Any) -> Any:
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, float):
        return formats.number(value)
    return localised(value, "name") if hasattr(value, "name_sv") else value


def answer(status: int, refusal: Refusal | None = None, headers: Any = ()) -> Response:
    """Return the error page, or the problem document for an address under /api/."""
    if request.path.startswith(machines.PREFIX):
        response = problems.of_status(status, detail=translated(refusal) if refusal else None)
    else:
        page = f"errors/{status if status in PAGES else 400}.html"
        body = render_template(
            page, explanation=translated(refusal) if refusal else None, retry_after=_seconds(refusal)
        )
        response = Response(body, status, content_type="text/html; charset=utf-8")
    for name, value in headers:
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    if seconds := _seconds(refusal):
        response.headers["Retry-After"] = str(seconds)
    return response


def _seconds(refusal: Refusal | None) -> int | None:
    return int(refusal.details.get("seconds", 60)) if isinstance(refusal, TooMany) else None


def init_app(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return answer(error.code, headers=error.get_headers())

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> Response:
        refusal = Refusal(
            gettext(
                "Formuläret hade legat öppet för länge eller skickades inte från portalen. Läs in sidan och skicka igen."
            )
        )
        return answer(400, refusal)

    @app.errorhandler(500)
    def fault(_error: Exception) -> Response:
        return answer(500)

    for kind, status in STATUS.items():
        app.register_error_handler(kind, _handler(status))


def _handler(status: int) -> Any:
    def handle(error: Exception) -> Response:
        return answer(status, error if isinstance(error, Refusal) else None)

    return handle
