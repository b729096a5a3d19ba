"""Follows every link that a role can reach, in both languages, the way a search engine would: GET only."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.pages import Page

STARTS = ("/", "/en/")
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass
class Visit:
    """One answer: where, from which page the link came, what was said."""

    url: str
    source: str
    answer: TestResponse
    page: Page | None

    @property
    def language(self) -> str:
        path = urlsplit(self.url).path
        return "en" if path == "/en" or path.startswith("/en/") else "sv"

    def __str__(self) -> str:
        return f"{self.url} (from {self.source})"


class Crawl:
    """A walk over the portal. `most` is how many addresses of one endpoint are visited, in English no more than ten.

    With parameters it is a few of each set of them: filters and calendars have no end.
    """

    IN_ENGLISH, FEW = 10, 4

    def __init__(self, app: Flask, client: FlaskClient, *, most: int, starts: tuple[str, ...] = STARTS) -> None:
        self.app, self.client, self.most = app, client, most
        self.waiting = deque((start, "start") for start in starts)
        self.known = set(starts)
        self.counts: Counter[tuple[str, ...]] = Counter()
        self.assets: dict[str, str] = {}
        self.missing: list[str] = []

    def walk(self) -> Iterator[Visit]:
        while self.waiting:
            url, source = self.waiting.popleft()
            answer = self.client.get(url)
            # A page to save is a file: it brings its own style, and its language is that of the text.
            is_saved = answer.headers.get("Content-Disposition", "").startswith("attachment")
            is_page = answer.mimetype == "text/html" and not is_saved and answer.status_code not in REDIRECTS
            visit = Visit(url, source, answer, Page(answer.text, url) if is_page else None)
            for link in self._links(visit):
                self._consider(link, url)
            yield visit

    def _links(self, visit: Visit) -> list[str]:
        if visit.answer.status_code in REDIRECTS:
            return [visit.answer.location]
        if visit.page is None:
            return []
        self.assets.update((asset, visit.url) for asset in visit.page.assets if asset not in self.assets)
        return visit.page.links

    def _consider(self, link: str, source: str) -> None:
        parts = urlsplit(link)
        if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "localhost"):
            return
        url = parts.path + (f"?{parts.query}" if parts.query else "")
        if url in self.known:
            return
        self.known.add(url)
        kind = self._kind(url)
        if kind is None:
            self.missing.append(f"{url} (from {source})")
            return
        self.counts[kind] += 1
        if self.counts[kind] <= self._most(kind):
            self.waiting.append((url, source))

    def _most(self, kind: tuple[str, ...]) -> int:
        _, language, *parameters = kind
        return min(self.most, self.FEW if parameters else self.IN_ENGLISH if language == "en" else self.most)

    def _kind(self, url: str) -> tuple[str, ...] | None:
        """Return endpoint, language and parameters of an address; None when no page of ours is there."""
        parts = urlsplit(url)
        is_english = parts.path == "/en" or parts.path.startswith("/en/")
        path = parts.path.removeprefix("/en") or "/" if is_english else parts.path
        try:
            endpoint, _ = self.app.url_map.bind("localhost").match(path)
        except HTTPException:
            return None
        names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
        return endpoint, "en" if is_english else "sv", *names
