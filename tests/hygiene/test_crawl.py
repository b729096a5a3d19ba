"""Every page that a role can reach by links is there, safe, in its language, and changes nothing (S4, S6, S7, S26, G17)."""

import re
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest

from portal.database import db
from tests.hygiene.clients import client_of, told
from tests.hygiene.crawler import REDIRECTS, Crawl
from tests.hygiene.tables import changed, contents
from tests.hygiene.world import World

COOKIES = {"session"}
HEADERS = {
    "Content-Security-Policy": re.compile(r"default-src 'none'; .*form-action 'self'.*frame-ancestors 'none'"),
    "X-Content-Type-Options": re.compile("nosniff"),
    "X-Frame-Options": re.compile("DENY"),
    "Referrer-Policy": re.compile("strict-origin-when-cross-origin|same-origin|no-referrer"),
    "Permissions-Policy": re.compile(r"camera=\(\)"),
    "Cross-Origin-Opener-Policy": re.compile("same-origin"),
}
ONE_FOR_BOTH = {"/api/v1/testbeds.geojson", "/sitemap.xml"}
UNSAFE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "http:", "*")
# The whole catalogue is read once; nobody else has to read all of it again.
WHOLE, SOME = 400, 6
ROLES = ("anonymous", "sme_a", "owner_a", "region", "admin")
# How many pages a role reaches at the least: a crawl that stops at the door proves nothing.
LEAST = {WHOLE: 300, SOME: 80}


def with_everything(world):
    for thing in ("held", "requested", "confirmed", "declined", "cancelled", "displaced", "past", "enquiry", "case"):
        world.kept(thing)


# Each role on one of the databases, and the two that meet most pages on both.
ON = [("sqlite", role) for role in ROLES] + [("postgresql", role) for role in ("anonymous", "owner_a")]


@pytest.mark.parametrize(("engine", "role"), ON, indirect=["engine"])
def test_every_page_of_a_role_is_there_safe_and_changes_nothing(seeded_app, engine, role):
    world = World()
    with_everything(world)
    most = WHOLE if (engine, role) == ("sqlite", "anonymous") else SOME
    crawl = Crawl(seeded_app, client_of(seeded_app, world, role), most=most)
    db.session.rollback()
    before = contents(db.engine)
    faults, pages = [], 0

    for visit in crawl.walk():
        pages += visit.page is not None
        faults += [f"{visit}: {fault}" for fault in faults_of(visit, role)]
    faults += [f"{source} loads {asset}, which is not there" for asset, source in missing_assets(crawl)]
    faults += [f"{link}: no such page" for link in crawl.missing]

    assert not faults, told(faults)
    assert changed(before, contents(db.engine)) == {}
    assert pages >= LEAST[most]


def faults_of(visit, role):
    """Yield what is wrong with one answer."""
    answer = visit.answer
    if answer.status_code not in (200, *REDIRECTS):
        yield f"answered {answer.status_code}"
    yield from header_faults(answer)
    yield from cookie_faults(answer)
    if role != "anonymous" and visit.page and "no-store" not in answer.headers.get("Cache-Control", ""):
        yield "may be kept by a cache although somebody is signed in"
    if visit.page is not None:
        yield from page_faults(visit)


def header_faults(answer):
    for name, wanted in HEADERS.items():
        if not wanted.search(answer.headers.get(name, "")):
            yield f"{name} is {answer.headers.get(name)}"
    policy = answer.headers.get("Content-Security-Policy", "")
    yield from (f"the content policy allows {word}" for word in UNSAFE if word in policy)


def cookie_faults(answer):
    for header in answer.headers.getlist("Set-Cookie"):
        for name, cookie in SimpleCookie(header).items():
            if name not in COOKIES:
                yield f"sets the cookie {name}"
            if not cookie["httponly"] or cookie["samesite"] != "Lax" or cookie["path"] != "/":
                yield f"sets {name} without HttpOnly, SameSite=Lax or Path=/"


def page_faults(visit):
    page = visit.page
    if page.lang != visit.language:
        yield f"says lang={page.lang}"
    yield from (f"leads to {link} in the other language" for link in strays(visit))
    yield from (f"holds {unsafe}" for unsafe in page.unsafe)
    yield from (f"has the id {one} twice" for one in sorted({one for one in page.ids if page.ids.count(one) > 1}))
    yield from (f"leads to #{place}, which it lacks" for place in page.fragments if place not in page.ids)
    if "csrf_token" in page.html and visit.answer.headers.get("Cache-Control", "") != "no-store":
        yield "carries a token and may be kept by a cache"


def strays(visit):
    """Return links out of the page's language, but for the same page in the other one; whole addresses are letters' and others'."""
    here = urlsplit(visit.url).path.removeprefix("/en") or "/"
    for link in visit.page.links:
        if urlsplit(link).netloc or urlsplit(link).scheme:
            continue
        path = urlsplit(link).path
        is_english = path == "/en" or path.startswith("/en/")
        if (
            is_english != (visit.language == "en")
            and (path.removeprefix("/en") or "/") != here
            and path not in ONE_FOR_BOTH
        ):
            yield link


def missing_assets(crawl):
    missing = []
    for asset, source in crawl.assets.items():
        with crawl.client.get(asset) as answer:
            if answer.status_code != 200:
                missing.append((asset, source))
    return missing
