"""What this room shows on pages of lower rooms: on a testbed's page, what it is about."""

from flask import render_template

from portal.accounts.guards import current_person
from portal.catalogue.models import Testbed
from portal.catalogue.permissions import may_manage
from portal.catalogue.queries import catalogue_version
from portal.concepts.permissions import may_edit_subjects
from portal.concepts.queries import find_subjects, thesaurus
from portal.web.fragments import Fragments
from portal.web.language import current_language

_kept = Fragments(size=3000)


def of_testbed(testbed: Testbed, version: int | None = None, **_context: object) -> str:
    """Return what one comes to the testbed for, each a search, and whose word that is."""
    version = catalogue_version() if version is None else version
    html = str(_kept.get((testbed.id, current_language()), version, lambda: _chips(testbed)))
    # Those who manage it find the way in beside the other things that they may do.
    visitor = current_person()
    is_elsewhere = may_manage(visitor, testbed)
    return html + (to_edit(testbed) if not is_elsewhere and may_edit_subjects(visitor, testbed) else "")


def _chips(testbed: Testbed) -> str:
    subjects, known = find_subjects(testbed.id), thesaurus().concepts
    main = [key for key in subjects.main if key in known] if subjects else []
    return render_template("concepts/_of_testbed.html", main=main, subjects=subjects) if main else ""


def to_edit(testbed: Testbed, **_context: object) -> str:
    """Return the way to where it is said what the testbed is about."""
    return render_template("concepts/_to_edit.html", testbed=testbed)
