"""Testporten: one inventory of Sweden's industrial test environments, on a map, with one way in to book them.

`create_app` is the only place that knows every room. Which way the arrows point is in docs/architecture.md.
"""

from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import commands, settings
from portal.accounts import guards
from portal.accounts import views as accounts
from portal.agreements import views as agreements
from portal.api import views as api
from portal.booking import asked, elsewhere, guard
from portal.booking import panels as booking_panels
from portal.booking import service as booking_service
from portal.booking import views as booking
from portal.campaign import panels as campaign_panels
from portal.campaign import views as campaign
from portal.capacity import views as capacity
from portal.catalogue import service as catalogue_service
from portal.catalogue import views as catalogue
from portal.concepts import panels as concepts_panels
from portal.concepts import service as concepts_service
from portal.concepts import views as concepts
from portal.conditions import views as conditions
from portal.database import db, engine_options, migrate
from portal.desk import views as desk
from portal.enquiry import panels as enquiry_panels
from portal.enquiry import views as enquiry
from portal.enquiry.agreeing import pages as agreeing
from portal.enquiry.case import panels as case_panels
from portal.enquiry.desk import panels as case_desk_panels
from portal.enquiry.outcomes import panels as outcome_panels
from portal.feeds import panels as feeds_panels
from portal.feeds import service as feeds_service
from portal.feeds import views as feeds
from portal.fetching import fetch
from portal.files import receiving
from portal.free_time import panels as free_time_panels
from portal.free_time import views as free_time
from portal.home import views as home
from portal.map import drawing
from portal.map import panels as map_panels
from portal.map import views as map_views
from portal.open_data import views as open_data
from portal.passport import panels as passport_panels
from portal.passport import views as passport
from portal.saved import panels as saved_panels
from portal.saved import views as saved
from portal.search import cards as search_cards
from portal.search import panels as search_panels
from portal.search import service as search_service
from portal.search import views as search
from portal.series import panels as series_panels
from portal.series import views as series
from portal.support import panels as support_panels
from portal.support import stopping
from portal.support import views as support
from portal.utilisation import views as utilisation
from portal.waiting import panels as waiting_panels
from portal.waiting import service as waiting_service
from portal.waiting import views as waiting
from portal.web import assets, error_pages, formats, forms, headers, language, logs, machines, panels

ROOMS = (
    accounts,
    catalogue,
    concepts,
    capacity,
    passport,
    conditions,
    booking,
    series,
    campaign,
    waiting,
    free_time,
    feeds,
    search,
    map_views,
    enquiry,
    support,
    agreements,
    utilisation,
    saved,
    desk,
    home,
    open_data,
    api,
)


def create_app(**overrides: Any) -> Flask:
    """Return the portal with these settings. Raise MissingSetting when it may not start."""
    app = Flask(
        __name__,
        template_folder=str(settings.ROOT / "templates"),
        static_folder=str(settings.ROOT / "static"),
        static_url_path="/static",
    )
    app.config.update(settings.load(**overrides))
    _open_database(app)
    _furnish(app)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    _wire_panels(app)
    _wire_listeners()
    commands.init_app(app)
    return app


def _open_database(app: Flask) -> None:
    uri = app.config["SQLALCHEMY_DATABASE_URI"]
    if uri.startswith("sqlite:///"):
        Path(uri.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(uri))
    db.init_app(app)
    migrate.init_app(app, db, directory=str(settings.ROOT / "portal" / "migrations"))


def _furnish(app: Flask) -> None:
    """Set up what every room stands on; the order is that of the hooks around a request."""
    for piece in (logs, language, assets, headers, formats, panels, error_pages, guards, guard, receiving):
        piece.init_app(app)
    forms.csrf.init_app(app)
    _open_to_programs(app)
    app.extensions["feed-fetcher"] = fetch
    drawing.localise()
    app.jinja_env.globals["portal_name"] = app.config["PORTAL_NAME"]
    app.jinja_env.globals["demonstration"] = app.config["DEMONSTRATION"]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if app.config["BEHIND_PROXIES"]:
        hops = app.config["BEHIND_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _open_to_programs(app: Flask) -> None:
    """Let tokens sign in where no cookie does: what no browser sends by itself nobody can forge either."""
    machines.serve(app, api.NAME)
    guards.identities[api.NAME] = api.bearer
    forms.csrf.exempt(api.v1)


def _wire_panels(app: Flask) -> None:
    panels.wire(app, "testbed-way-in", booking_panels.resources, passport_panels.on_testbed, enquiry_panels.ask)
    panels.wire(app, "testbed-tools", saved_panels.on_testbed)
    panels.wire(app, "testbed-facts", concepts_panels.of_testbed)
    panels.wire(app, "testbed-owner", concepts_panels.to_edit)
    panels.wire(app, "resource-start", free_time_panels.resource_start)
    panels.wire(app, "testbed-more", support_panels.may_pay, search_panels.similar)
    panels.wire(app, "booking-form", campaign_panels.in_basket, series_panels.repeat)
    panels.wire(app, "bookings", waiting_panels.own, campaign_panels.bundles)
    panels.wire(app, "booking-refused", waiting_panels.at_refusal)
    panels.wire(app, "series-refused", waiting_panels.at_date)
    panels.wire(app, "week", waiting_panels.at_week)
    panels.wire(app, "booking-first", passport_panels.on_form, support_panels.before_booking)
    panels.wire(app, "booking-send", support_panels.at_send)
    panels.wire(app, "booking-more", passport_panels.of_booking, campaign_panels.part_of, series_panels.part_of)
    panels.wire(app, "coordination", case_desk_panels.counts)
    panels.wire(app, "case-outcome", outcome_panels.of_case)
    panels.wire(app, "booking-more", support_panels.of_booking)
    panels.wire(app, "case-money", case_panels.of_money)
    panels.wire(app, "case-path", case_panels.of_way)
    panels.wire(app, "organisation", passport_panels.of_organisation, enquiry_panels.of_organisation)
    panels.wire(app, "case-templates", agreeing.of_case)
    panels.wire(app, "search-result", saved_panels.on_result)
    panels.wire(app, "search-hits", saved_panels.compare_bar)
    panels.wire(app, "list-map", map_panels.list_map)
    panels.wire(app, "booking-form", feeds_panels.last_read)


def _wire_listeners() -> None:
    """Let rooms above hear of what happens below; the lists are the process's, so once is enough."""
    # Requests that stand in line for a time come before those who wait for any.
    for listener in (booking_service.move_up, waiting_service.attend):
        if listener not in booking_service.on_given_back:
            booking_service.on_given_back.append(listener)
    for heard in (catalogue_service.on_change, concepts_service.on_subjects):
        if search_service.index_testbed not in heard:
            heard.append(search_service.index_testbed)
    if search_service.follow_concepts not in concepts_service.on_change:
        concepts_service.on_change.append(search_service.follow_concepts)
    if saved_panels.on_hits not in search_cards.beside:
        search_cards.beside.append(saved_panels.on_hits)
    if stopping.ensure_answered not in asked.askers:
        asked.askers.append(stopping.ensure_answered)
    if feeds_service.is_taken_elsewhere not in elsewhere.askers:
        elsewhere.askers.append(feeds_service.is_taken_elsewhere)
        elsewhere.readers.append(feeds_service.read_again)
