"""Every plan that was saved, by whom and when; any of them can be looked at and brought back through the same guard."""

from flask import render_template, request
from flask_babel import gettext as _

from portal.accounts.guards import audience
from portal.capacity import queries, versions
from portal.capacity.blueprint import blueprint
from portal.capacity.forms import typed_plan, write_minute
from portal.capacity.pages import Answer, check_plan, managed, numbered, words


@blueprint.get("/resurser/<slug>/oppettider/versioner")
@audience("owner")
def plan_versions(slug: str) -> Answer:
    resource = managed(slug)
    return render_template(
        "capacity/versions.html",
        resource=resource,
        current=queries.plan_of(resource.id).version,
        versions=versions.versions_of(resource.id),
        causes={code: _(text) for code, text in versions.CAUSES.items()},
        write_minute=write_minute,
        **words(),
    )


@blueprint.post("/resurser/<slug>/oppettider/versioner")
@audience("owner")
def restore(slug: str) -> Answer:
    """Show what bringing this version back would change; it is saved by the form of opening hours, as any other plan."""
    resource = managed(slug)
    version = versions.get_version(resource.id, numbered(request.form.get("version", "")))
    return check_plan(typed_plan(version, queries.plan_of(resource.id).version, versions.RESTORED), resource)
