"""Swedish first, English under /en: the same addresses in both languages.

The middleware moves /en from the path to SCRIPT_NAME, so that `url_for` stays in the language of the page by itself.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, g, has_request_context, redirect, request
from flask_babel import Babel, force_locale, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.web import machines

LANGUAGES = ("sv", "en")
ENGLISH = "/en"

babel = Babel()


class LanguagePrefix:
    """WSGI middleware that takes /en off the path."""

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]]):
        self.wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == ENGLISH or path.startswith(ENGLISH + "/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + ENGLISH
            environ["PATH_INFO"] = path[len(ENGLISH) :]
        return self.wsgi_app(environ, start_response)


def current_language() -> str:
    """Return the language of the address; where programs ask and the address says nothing, the one they prefer."""
    if not has_request_context():
        return "sv"
    if request.script_root.endswith(ENGLISH):
        return "en"
    return _preferred() if machines.asks() else "sv"


def _preferred() -> str:
    """Return the first language of the header that is ours, whatever country it is of: en-GB before sv means English."""
    asked = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((language for language in asked if language in LANGUAGES), "sv")


def other_language_url() -> str:
    """Return this page's address in the other language."""
    root = request.script_root
    other = root.removesuffix(ENGLISH) if current_language() == "en" else root + ENGLISH
    query = request.query_string.decode("latin-1")
    return other + request.path + (f"?{query}" if query else "")


def localised(row: Any, name: str, language: str | None = None) -> str:
    """Return the field in the reader's language, or in the other where that one is empty: name → name_en, summary → summary_sv."""
    language = language or current_language()
    order = ("en", "sv") if language == "en" else ("sv", "en")
    for candidate in (*(f"{name}_{code}" for code in order), name):
        if candidate == f"{name}_en" and language == "sv" and _has(row, name):
            continue
        value = row.get(candidate) if isinstance(row, dict) else getattr(row, candidate, None)
        if value:
            return str(value)
    return ""


def _has(row: Any, name: str) -> bool:
    return bool(row.get(name) if isinstance(row, dict) else getattr(row, name, None))


def in_language(language: str) -> Any:
    """Write in this person's language, whoever the reader of the page is: for messages."""
    return force_locale(language)


_words: dict[str, Any] = {}


@pass_eval_context
def _translated(context: EvalContext, text: str, **details: Any) -> str:
    """Return the text in the language of the moment: as Flask-Babel does, which looks up everything anew for each word."""
    locale = getattr(g.get("_flask_babel"), "babel_locale", None) or get_locale()
    if locale.language not in _words:
        _words[locale.language] = get_translations()
    words = _words[locale.language].gettext(text)
    return (Markup(words) if context.autoescape else words) % details  # type: ignore[no-any-return]  # nosec B704


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=current_language)
    app.jinja_env.globals.update(_=_translated, gettext=_translated)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals.update(
        current_language=current_language, other_language_url=other_language_url, localised=localised
    )
    app.jinja_env.filters["localised"] = localised
    app.before_request(_slash_after_english)


def _slash_after_english() -> Response | None:
    if request.path == "" or request.environ.get("PATH_INFO") == "":
        return redirect(request.script_root + "/", 308)
    return None
