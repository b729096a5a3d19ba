"""Copying: one week's openings to other weeks of the plan, and the whole plan to other resources of the same owner."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.capacity import copies, plan_rules, queries
from portal.capacity.blueprint import blueprint
from portal.capacity.copying import pattern_of, repeated
from portal.capacity.forms import WeekForm, typed_plan
from portal.capacity.openings import Line
from portal.capacity.pages import Answer, check_plan, managed, words
from portal.capacity.queries import PlanView
from portal.capacity.versions import WEEK
from portal.catalogue.models import Resource
from portal.errors import Refusals
from portal.web.error_pages import translated
from portal.web.forms import PortalForm

WEEKS_AHEAD = 26


@blueprint.route("/resurser/<slug>/oppettider/kopiera-vecka", methods=["GET", "POST"])
@audience("owner")
def copy_week(slug: str) -> Answer:
    """Choose a week and days; what it changes is shown, and saved by the form of opening hours as any other plan."""
    resource = managed(slug)
    plan, today = queries.plan_of(resource.id), clock.local_day(clock.now())
    monday = today - timedelta(days=today.weekday())
    form = WeekForm(version=str(plan.version), first_day=monday + timedelta(days=7))
    form.week.choices = [(week, _week_words(week)) for week in _weeks_from(monday)]
    if not form.validate_on_submit():
        return _week_page(form, resource)
    first_day, last_day = form.days()
    if broken := plan_rules.broken_weeks(first_day, last_day, today=today):
        form.refuse(Refusals(broken))
        return _week_page(form, resource)
    lines = repeated(plan.lines, _pattern(resource, plan, clock.monday_of(form.week.data)), first_day, last_day)
    then = PlanView(tuple(lines), plan.closed_on_holidays, plan.version, None, plan.closed_on_eves)
    return check_plan(typed_plan(then, form.seen_version, WEEK), resource)


def _weeks_from(monday: date) -> list[str]:
    return [clock.week_of(monday + timedelta(days=7 * n)) for n in range(WEEKS_AHEAD)]


def _week_words(week: str) -> str:
    monday = clock.monday_of(week)
    return _("v. %(week)s, från %(day)s", week=week[6:].lstrip("0"), day=monday.isoformat())


def _pattern(resource: Resource, plan: PlanView, monday: date) -> list[Line]:
    week = clock.days_period(monday, monday + timedelta(days=6))
    return pattern_of(plan.lines, queries.extra_of(resource.id, week), monday)


def _week_page(form: WeekForm, resource: Resource) -> Answer:
    return render_template("capacity/copy_week.html", form=form, resource=resource), 422 if form.errors else 200


@blueprint.route("/resurser/<slug>/oppettider/kopiera", methods=["GET", "POST"])
@audience("owner")
def copy_plan(slug: str) -> Answer:
    """Choose resources, see what each would become, then copy to all of them or to none."""
    resource, form = managed(slug), PortalForm()
    others, wanted = copies.others_of(resource), set(request.form.getlist("to"))
    chosen = [one for one in others if one.slug in wanted]
    if not form.validate_on_submit():
        return _copy_page(form, resource, others, [])
    if not chosen:
        form.form_errors.append(_("Välj minst en resurs."))
        return _copy_page(form, resource, others, [])
    now, seen = clock.now(), {one.id: _seen(one) for one in chosen}
    if request.form.get("do") != "save":
        return _copy_page(form, resource, others, copies.foresee(signed_in(), resource, chosen, now))
    if troubles := copies.copy_plan(signed_in(), resource, chosen, now, seen=seen):
        return _copy_page(form, resource, others, troubles)
    flash(
        ngettext(
            "Öppettiderna är kopierade till %(num)s resurs.",
            "Öppettiderna är kopierade till %(num)s resurser.",
            len(chosen),
        ),
        "success",
    )
    return redirect(url_for(".plan", slug=slug), 303)


def _seen(resource: Resource) -> int:
    text = request.form.get(f"version-{resource.slug}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _copy_page(form: PortalForm, resource: Resource, others: list[Resource], copied: list[copies.Copy]) -> Answer:
    page = render_template(
        "capacity/copy_plan.html",
        form=form,
        resource=resource,
        others=others,
        copied=copied,
        can_save=bool(copied) and not any(one.is_refused for one in copied),
        chosen={one.resource.slug for one in copied},
        said=translated,
        **words(),
    )
    if any(one.is_refused for one in copied):
        return page, 409
    return page, 422 if form.errors else 200
