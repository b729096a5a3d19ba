"""A real Chromium that watches: nothing may leave for another host, break the content policy or fail in a script."""

import json
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

MISSING = "Chromium is missing: install it with 'apt-get install chromium', or run 'make test' as root."
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-US",
    # No name is ever looked up: what would leave for another host fails here as well as in the watch below.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
TELL_VIOLATIONS = """addEventListener('securitypolicyviolation', event => window.tellViolation(
    `${event.effectiveDirective} refused ${event.blockedURI || event.sample} on ${event.documentURI}`))"""
# A search that a newer one overtakes is called off, and htmx writes so to the console. What truly failed says htmx:sendError.
CALLED_OFF = ("htmx:afterRequest", "htmx:sendAbort")
FOCUSED = "element => element === document.activeElement || element.contains(document.activeElement)"


class Watch:
    """Everything that a page must not do, as seen while a test used it."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        context.expose_binding("tellViolation", lambda _source, text: self.faults.append(f"content policy: {text}"))
        context.add_init_script(TELL_VIOLATIONS)
        context.on("request", lambda request: self._see_request(request.url))
        context.on("response", lambda response: self._see_response(response.url, response.status))
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("console", lambda said: self._hear(said.type, said.text))

    def _see_request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.faults.append(f"left for another host: {url}")

    def _see_response(self, url: str, status: int) -> None:
        if status >= 500:
            self.faults.append(f"answered {status}: {url}")

    def _hear(self, kind: str, text: str) -> None:
        # That an answer was 404 or 422 is for the test to judge, and 500 is seen above.
        if kind == "error" and not text.startswith(("Failed to load resource", *CALLED_OFF)):
            self.faults.append(f"console: {text}")

    def assert_clean(self) -> None:
        assert not self.faults, "\n".join(self.faults)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    named = os.environ.get("PORTAL_CHROMIUM", "chromium")
    executable = shutil.which(named)
    if not executable:
        pytest.fail(MISSING, pytrace=False)
    return {**browser_type_launch_args, "executable_path": executable, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    window = {"width": 1280, "height": 900}
    return {**browser_context_args, "locale": "sv-SE", "timezone_id": "Europe/Stockholm", "viewport": window}


@pytest.fixture
def watched_context(new_context: Any, live_portal: Any) -> Iterator[Any]:
    """Return a maker of browser contexts (one for each person) that are all watched until the test ends."""
    watches: list[Watch] = []

    def open_context(**options: Any) -> BrowserContext:
        context = new_context(base_url=live_portal.url, **options)
        context.set_default_timeout(15_000)
        watches.append(Watch(context))
        return context

    yield open_context
    for watch in watches:
        watch.assert_clean()


@pytest.fixture
def page(watched_context: Any) -> Page:
    """Return a page of the live portal; `page.goto("/testbaddar")` is enough."""
    return watched_context().new_page()


@cache
def axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds against WCAG 2.2 A and AA on the page as it is now."""
    page.evaluate(axe_source())
    return page.evaluate("tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", list(WCAG))


def assert_accessible(page: Page) -> None:
    """Fail with rule, element and reason for everything axe finds."""
    found = violations(page)
    lines = [
        f"{fault['id']} ({fault['help']}): {' '.join(map(str, node['target']))} {node.get('failureSummary', '')}"
        for fault in found
        for node in fault["nodes"]
    ]
    assert not found, f"{page.url}\n" + "\n".join(lines)


@pytest.fixture
def axe() -> Any:
    """Return `assert_accessible`: axe(page) fails when axe finds anything."""
    return assert_accessible


def tab_to(page: Page, target: Locator, *, most: int = 150, key: str = "Tab") -> None:
    """Press Tab until the target has focus, as a person without a mouse does."""
    for _ in range(most):
        if target.count() and target.first.evaluate(FOCUSED):
            return
        page.keyboard.press(key)
    focused = page.evaluate("() => document.activeElement && document.activeElement.outerHTML.slice(0, 200)")
    raise AssertionError(f"{target} cannot be reached with {key} on {page.url}; focus is on {json.dumps(focused)}")
