"""The page behind the link in a letter, which ends such letters without signing in: one button, or one click in the mail program.

Looking changes nothing, since programs open links to see whether they are safe. The page says no more than that it worked.
"""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience
from portal.saved import letters, service
from portal.saved.blueprint import blueprint
from portal.web.error_pages import translated
from portal.web.forms import csrf
from portal.web.signed import BadLink, OldLink

# The address is a key: it goes to no other site, into no index and into no cache.
PRIVATE = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


@blueprint.route("/sokbrev/avsluta", methods=["GET", "POST"])
@audience("public")
@csrf.exempt
def stop() -> Response:
    """Ask, and on the button end the letters; the signed word of the link is what a token would be elsewhere.

    A mail program sends the POST by itself (RFC 8058): it has no cookie, and the answer may not lead on to another page.
    """
    word = request.args.get("nyckel", "")
    try:
        reference = letters.read_link(word, clock.now())
    except BadLink as refusal:
        gone = 410 if isinstance(refusal, OldLink) else 404
        return _private(render_template("saved/stop_gone.html", says=translated(refusal)), gone)
    if request.method == "POST":
        service.stop(reference)
        return _private(render_template("saved/stop.html", is_done=True))
    return _private(render_template("saved/stop.html", is_done=False, word=word))


def _private(page: str, status: int = 200) -> Response:
    return make_response(page, status, PRIVATE)
