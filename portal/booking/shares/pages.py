"""The page on which an owner keeps a share for small and medium-sized companies, and sees how it went."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking.blueprint import blueprint
from portal.booking.shares import pools as service
from portal.booking.shares.pooling import pools_of
from portal.booking.shares.words import pool_words
from portal.capacity.rules import MIDNIGHT
from portal.capacity.service import ensure_manages
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import Refusal
from portal.web.forms import ClockField, PortalForm, WholeNumberField, between, chosen

Answer = str | Response | tuple[str, int]
WEEKDAYS = (
    ("0", lazy_gettext("Måndag")),
    ("1", lazy_gettext("Tisdag")),
    ("2", lazy_gettext("Onsdag")),
    ("3", lazy_gettext("Torsdag")),
    ("4", lazy_gettext("Fredag")),
    ("5", lazy_gettext("Lördag")),
    ("6", lazy_gettext("Söndag")),
)
FILL_IN = lazy_gettext("Fyll i fältet.")


def _read_minute(text: str) -> int:
    """Return 8:30 or 24:00 as a minute of the day. Raise ValueError for what is no time."""
    hour, _sep, minute = text.partition(":")
    if not (hour.isascii() and hour.isdigit() and len(hour) < 3 and minute.isascii() and minute.isdigit()):
        raise ValueError(text)
    found = int(hour) * 60 + int(minute)
    if len(minute) != 2 or int(minute) > 59 or found > MIDNIGHT:
        raise ValueError(text)
    return found


class MinuteField(ClockField):
    """A wall-clock time from 00:00 to 24:00."""

    widget = TextInput()
    parse = staticmethod(_read_minute)  # type: ignore[assignment]
    complaint = lazy_gettext("Ange ett klockslag från 00:00 till 24:00.")

    def written(self, value: int | None) -> str:
        return "" if value is None else f"{value // 60:02d}:{value % 60:02d}"


class PoolForm(PortalForm):
    units = WholeNumberField(lazy_gettext("Enheter att spara"), validators=[InputRequired(FILL_IN), between(1, 1000)])
    weekdays = SelectMultipleField(
        lazy_gettext("Veckodagar"),
        choices=list(WEEKDAYS),
        validators=[chosen(lazy_gettext("Välj minst en veckodag."))],
        default=[code for code, _name in WEEKDAYS],
    )
    opens = MinuteField(lazy_gettext("Från"), validators=[InputRequired(FILL_IN)], default=0)
    closes = MinuteField(lazy_gettext("Till"), validators=[InputRequired(FILL_IN)], default=MIDNIGHT)
    released_days = WholeNumberField(
        lazy_gettext("Släpps för alla"), validators=[InputRequired(FILL_IN), between(0, 365)], default=14
    )


@blueprint.route("/resurser/<slug>/andel", methods=["GET", "POST"])
@audience("owner")
def pools(slug: str) -> Answer:
    resource = _managed(slug)
    form = PoolForm()
    if form.validate_on_submit():
        try:
            _add(resource, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Andelen är sparad. Det som redan är bokat gäller."), "success")
            return redirect(url_for(".pools", slug=slug), 303)
    return _page(resource, form), 422 if form.errors else 200


def _add(resource: Resource, form: PoolForm) -> None:
    said: dict[str, Any] = {name: form[name].data for name in ("units", "released_days", "opens", "closes")}
    weekdays = [int(code) for code in form.weekdays.data or ()]
    service.add_pool(signed_in(), resource, weekdays=weekdays, now=clock.now(), **said)


@blueprint.post("/resurser/<slug>/andel/ta-bort")
@audience("owner")
def remove_pool(slug: str) -> Answer:
    """The share is named in the form: its number says nothing to anybody else and stays out of addresses."""
    resource = _managed(slug)
    number = request.form.get("pool", "")
    if number.isascii() and number.isdigit() and len(number) < 10:
        service.remove_pool(signed_in(), resource, int(number), clock.now())
    flash(_("Andelen sparas inte längre. Alla kan boka det som är ledigt."), "success")
    return redirect(url_for(".pools", slug=slug), 303)


def _page(resource: Resource, form: PoolForm) -> str:
    return render_template(
        "booking/pools.html",
        resource=resource,
        form=form,
        pools=pools_of(resource.id),
        pool_words=pool_words,
        months=service.months_of(resource, clock.now()),
    )


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    ensure_manages(signed_in(), resource)
    return resource
