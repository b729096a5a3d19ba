"""Problem documents (RFC 9457): what programs read when something is refused. Nothing of our insides is in them."""

from typing import Any

from flask import current_app, json, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.errors import N_

MEDIA_TYPE = "application/problem+json"
HELP = "/om/api"
"""The page that explains each kind of problem; the kind is its anchor."""

KINDS: dict[str, tuple[int, str]] = {
    "unreadable": (400, N_("Begäran går inte att läsa.")),
    "key-missing": (400, N_("Rubriken Idempotency-Key saknas eller går inte att läsa.")),
    "not-signed-in": (401, N_("Nyckeln saknas, har gått ut eller gäller inte.")),
    "not-allowed": (403, N_("Det får du inte göra.")),
    "out-of-scope": (403, N_("Nyckeln räcker inte till det här.")),
    "not-found": (404, N_("Det finns inte, eller är inte ditt att se.")),
    "method": (405, N_("Adressen tar inte emot den metoden.")),
    "conflict": (409, N_("Det går inte som läget är nu.")),
    "no-longer-free": (409, N_("Tiden är inte ledig.")),
    "busy": (409, N_("Portalen hann inte spara just nu.")),
    "stale": (412, N_("Någon annan har ändrat det sedan du läste det.")),
    "too-large": (413, N_("Begäran är för stor.")),
    "not-json": (415, N_("Skicka JSON, med Content-Type application/json.")),
    "refused": (422, N_("Det bryter mot en eller flera regler.")),
    "key-reused": (422, N_("Idempotency-Key har redan använts till något annat.")),
    "unconditional": (428, N_("Säg vilken version du har läst, med If-Match.")),
    "too-many": (429, N_("För många anrop. Vänta en stund.")),
    "fault": (500, N_("Något gick fel hos oss.")),
}
OF_STATUS = {
    400: "unreadable",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "method",
    409: "conflict",
    412: "stale",
    413: "too-large",
    415: "not-json",
    422: "refused",
    428: "unconditional",
    429: "too-many",
    500: "fault",
}


def problem(kind: str, *, status: int | None = None, headers: Any = (), **more: Any) -> Response:
    """Return the answer for this kind of problem; `more` are further members, such as detail and errors."""
    usual, title = KINDS[kind]
    document = {
        "type": current_app.config["PUBLIC_URL"].rstrip("/") + f"{HELP}#{kind}",
        "title": gettext(title),
        "status": status or usual,
        "instance": request.path,
        **{name: value for name, value in more.items() if value is not None},
    }
    response = Response(json.dumps(document), document["status"], content_type=MEDIA_TYPE)
    for name, value in headers:
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    response.headers.add("Vary", "Accept-Language")
    return response


def of_status(status: int, **more: Any) -> Response:
    """Return the answer for a status that says all there is to say."""
    return problem(OF_STATUS.get(status, "unreadable" if status < 500 else "fault"), status=status, **more)
