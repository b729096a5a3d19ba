"""Filling in the form that books, as a browser does."""

from portal.booking import queries
from portal.booking.models import Booking
from tests.pages import Page

DAY = "2027-03-01"
GOOD = {"first_day": DAY, "starts": "08:00", "ends": "10:00", "purpose": "Prov av en detalj", "note": "Två personer"}


def form_of(client, scene, **arguments):
    answer = client.get(f"/resurser/{scene.slug}/boka", query_string=arguments)
    return Page(answer.text, answer.request.path).form(f"/resurser/{scene.slug}/boka")


def send(client, scene, **typed):
    form = form_of(client, scene)
    return client.post(form.action, data=form.filled(**{**GOOD, **typed}))


def errors(answer):
    return {one.name for form in Page(answer.text).forms for one in form.fields if one.has_error}


def the_booking():
    return queries.bookings_of([row[0] for row in Booking.query.with_entities(Booking.organisation_id).distinct()])[0]
