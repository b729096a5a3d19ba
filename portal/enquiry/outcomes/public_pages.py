"""What everybody may read of how it went: figures and words that companies have agreed to publish."""

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.guards import audience
from portal.catalogue import vocabulary
from portal.enquiry.blueprint import blueprint
from portal.enquiry.outcomes import queries, rules
from portal.enquiry.outcomes.pages import WORDS
from portal.enquiry.outcomes.queries import Published
from portal.web.csv_files import csv_response
from portal.web.language import current_language


@blueprint.get("/utfall")
@audience("public")
def outcomes() -> str:
    """How it went for those who have agreed to say so."""
    return render_template("enquiry/outcomes.html", published=queries.published(), words=WORDS, fewest=rules.FEWEST)


@blueprint.get("/utfall.csv")
@audience("public")
def outcomes_file() -> Response:
    header = [_("grupp"), _("värde"), _("antal")]
    return csv_response("utfall.csv", header, _rows(queries.published()))


def _rows(published: Published) -> list[list[object]]:
    language = current_language()
    groups: tuple[tuple[str, dict[str, int | None], dict[str, str] | None], ...] = (
        (_("Blev provet av?"), published.done, rules.DONE),
        (_("Nåddes det som skulle visas?"), published.figure_met, rules.FIGURE_MET),
        (_("Vad händer nu?"), published.exits, rules.EXITS),
        (_("Län"), published.counties, None),
        (_("Teknik"), published.technologies, None),
    )
    rows: list[list[object]] = [[_("Utfall"), _("alla"), _shown(published.told)]]
    for title, cells, words in groups:
        kind = "counties" if title == _("Län") else "technologies"
        for key, count in cells.items():
            name = _(words[key]) if words else vocabulary.label(kind, key, language)
            rows.append([title, name, _shown(count)])
    return rows


def _shown(count: int | None) -> object:
    return _("färre än fem, eller dolt av hänsyn till det") if count is None else count
