"""The planner: steps in an address that can be kept and shared, the first chain that fits, and holding all of it."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import service as booking
from portal.booking.forms import pick_value, picked
from portal.booking.service import Part
from portal.campaign import finding, forms, queries, service
from portal.campaign.blueprint import blueprint
from portal.campaign.finding import Found, Link
from portal.campaign.models import CAMPAIGN
from portal.campaign.planning import JUST_THIS, MOST_STEPS, NAMES, TECHNOLOGY, TESTBED, Plan
from portal.campaign.wording import DAYS_TURNED, NOT_ALL
from portal.catalogue import vocabulary
from portal.catalogue.models import Resource
from portal.catalogue.queries import find_resource
from portal.errors import Conflict, NotFound, Refusal
from portal.web.error_pages import with_remedy
from portal.web.language import current_language

Answer = str | Response | tuple[str, int]


@dataclass
class Row:
    """A step as the page shows it."""

    number: int
    resource: Resource
    form: forms.StepForm


@dataclass
class Planner:
    """What the address says: steps and days, with their faults once they were asked to be right."""

    rows: list[Row]
    days: forms.PlanForm

    def is_good(self) -> bool:
        good = [form.validate() for form in (self.days, *(row.form for row in self.rows))]
        return all(good) and self._is_in_order()

    def _is_in_order(self) -> bool:
        if self.days.till.data and self.days.till.data < self.days.fran.data:
            self.days.refuse(Refusal(DAYS_TURNED, field="till"))
            return False
        return True

    @property
    def plan(self) -> Plan:
        return Plan(tuple(row.form.step() for row in self.rows), self.days.fran.data, self.days.till.data)


def _read(given: MultiDict[str, str]) -> Planner:
    """Return the planner as the address has it; steps whose resource is not there for this person are passed over."""
    rows = []
    for number in _numbers(given):
        resource = find_resource(given.get(f"s{number}-resurs", "").replace("\0", ""), signed_in())
        if resource is not None:
            rows.append(Row(number, resource, _step_form(given, number, resource)))
    today = clock.local_day(clock.now())
    days = forms.PlanForm(given) if "fran" in given else forms.PlanForm(formdata=None, fran=today)
    return Planner(rows, days)


def _numbers(given: MultiDict[str, str]) -> list[int]:
    return [number for number in range(MOST_STEPS) if given.get(f"s{number}-resurs")]


def _step_form(given: MultiDict[str, str], number: int, resource: Resource) -> forms.StepForm:
    prefix = f"s{number}-"
    is_new = f"{prefix}langd" not in given
    fresh = {"langd": resource.shortest, "enheter": 1, "minst": 0, "resurs": resource.slug}
    form = forms.StepForm(None, prefix=prefix, **fresh) if is_new else forms.StepForm(given, prefix=prefix)
    form.bredd.choices = _breadths(resource)
    return form


def _breadths(resource: Resource) -> list[tuple[str, str]]:
    language = current_language()
    technologies = vocabulary.labels("technologies", resource.testbed.technologies, language)
    return [
        (JUST_THIS, _("Just den här")),
        (TESTBED, _("Vilken som helst i samma testbädd")),
        *(
            (f"{TECHNOLOGY}{code}", _("Vilken som helst med teknik: %(name)s", name=name))
            for code, name in zip(resource.testbed.technologies, technologies, strict=True)
        ),
    ]


@blueprint.get("/kampanj")
@audience("signed-in")
def plan() -> Answer:
    """The steps; a search for more; and, when asked for, the first chain that fits or what stops it."""
    changed = _changed(request.args)
    if changed is not None:
        return redirect(f"{url_for('campaign.plan')}?{urlencode(changed)}", 303)
    planner = _read(request.args)
    if "visa" not in request.args or not planner.rows:
        return _page(planner)
    if not planner.is_good():
        return _page(planner)
    found = finding.find(signed_in(), planner.plan, clock.now(), after=_after())
    return _page(planner, found)


def _after() -> datetime | None:
    text = request.args.get("efter", "")
    return datetime.fromtimestamp(int(text), UTC) if text.isascii() and text.isdigit() and len(text) < 11 else None


def _changed(given: MultiDict[str, str]) -> list[tuple[str, str]] | None:
    """Return the address with a step more, or less, or one moved up; None when no button asked for that."""
    steps = [_step_pairs(given, number) for number in _numbers(given)]
    action = next((name for name in ("lagg", "bort", "upp") if name in given), None)
    if action is None:
        return None
    value = given.get(action, "")
    place = int(value) if value.isdigit() and value.isascii() and len(value) < 3 else -1
    if action == "lagg" and len(steps) < MOST_STEPS:
        steps.append([("resurs", value)])
    elif action == "bort" and 0 <= place < len(steps):
        del steps[place]
    elif action == "upp" and 0 < place < len(steps):
        steps[place - 1 : place + 1] = [steps[place], steps[place - 1]]
    days = [(name, given[name]) for name in ("fran", "till") if name in given]
    return days + [(f"s{number}-{name}", text) for number, pairs in enumerate(steps) for name, text in pairs]


def _step_pairs(given: MultiDict[str, str], number: int) -> list[tuple[str, str]]:
    return [(name, given[f"s{number}-{name}"]) for name in NAMES if f"s{number}-{name}" in given]


def _page(
    planner: Planner,
    found: Found | None = None,
    form: forms.ChainForm | None = None,
    refusal: Refusal | None = None,
) -> tuple[str, int]:
    visitor, now = signed_in(), clock.now()
    links = found.links if found else ()
    if form is None and links:
        form = forms.ChainForm(formdata=None, form_key=secrets.token_urlsafe(12), plan=planner.plan.query)
    by_place = service.refusals_by_place(refusal)
    if form is not None and refusal is not None:
        form.refuse(Refusal(NOT_ALL) if by_place else refusal)
    refused = {place: by_place.get(place) or _refusal(visitor, link.part, now) for place, link in enumerate(links)}
    page = render_template(
        "campaign/plan.html",
        planner=planner,
        found=found,
        form=form,
        refused={place: [with_remedy(one) for one in why.refusals] for place, why in refused.items() if why},
        picks=[f"{link.part.resource.slug}~{pick_value(link.part.period)}" for link in links],
        bars=_bars(links),
        later=_later(planner, links),
        without_last_day=_without_last_day(planner, found),
        wanted=request.args.get("sok", "")[:80],
        matches=queries.resources_named(request.args.get("sok", "")[:80]),
        most=MOST_STEPS,
    )
    return page, _status(planner, form, refusal)


def _status(planner: Planner, form: forms.ChainForm | None, refusal: Refusal | None) -> int:
    if isinstance(refusal, Conflict):
        return 409
    return 422 if form is not None and form.errors else 200


def _refusal(visitor: Any, part: Part, now: datetime) -> Refusal | None:
    """Return what else than time stands in the way: a rule about who may book, which the search knows nothing of."""
    return booking.find_refusal(visitor, part.resource, part.period, part.units, now)


def _bars(links: Any) -> list[tuple[float, float]]:
    """Return where each step begins and how long it is, as shares of the whole, for the drawing beside the times."""
    if not links:
        return []
    start, whole = links[0].starts_at, links[-1].ends_at - links[0].starts_at
    return [
        (round((one.starts_at - start) / whole * 100, 2), round(max((one.ends_at - one.starts_at) / whole * 100, 1), 2))
        for one in links
    ]


def _later(planner: Planner, links: Any) -> str | None:
    if not links:
        return None
    return f"{planner.plan.query}&efter={int(links[0].starts_at.timestamp())}"


def _without_last_day(planner: Planner, found: Found | None) -> str | None:
    if found is None or found.done_at is None:
        return None
    plan = planner.plan
    return Plan(plan.steps, plan.first_day, clock.local_day(found.done_at - timedelta(seconds=1))).query


@blueprint.post("/kampanj")
@audience("signed-in")
def hold_chain() -> Answer:
    """Hold the chain as it was shown, or nothing and say which step cannot be had. Raise NotFound for what is no chain."""
    form = forms.ChainForm()
    planner = _read(MultiDict(parse_qsl(form.plan.data or "", keep_blank_values=True)))
    if not planner.rows or not planner.is_good():
        raise NotFound()
    found = Found(tuple(_links(planner)))
    if not form.validate_on_submit():
        return _page(planner, found, form)
    words = (form.purpose.data, form.note.data)
    made_of = {"plan": planner.plan.query}
    try:
        bundle = service.hold_parts(
            signed_in(), found.parts, *words, clock.now(), kind=CAMPAIGN, form_key=form.form_key.data, made_of=made_of
        )
    except Refusal as refusal:
        return _page(planner, found, form, refusal)
    return redirect(url_for("campaign.check", reference=bundle.reference), 303)


def _links(planner: Planner) -> list[Link]:
    """Return the chain that the form carries: for each step a resource that will do, and a time."""
    chosen = [text.partition("~") for text in request.form.getlist("pick")]
    if len(chosen) != len(planner.rows):
        raise NotFound()
    links = []
    for step, (slug, _sign, times) in zip(planner.plan.steps, chosen, strict=True):
        resource = next((one for one in finding.candidates(signed_in(), step) if one.slug == slug), None)
        period = picked(times)
        if resource is None or period is None:
            raise NotFound()
        links.append(Link(Part(resource, period, step.units), period.starts_at, period.ends_at))
    return links
