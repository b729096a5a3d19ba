"""The watch over browser pages sees what it is there for: shown here on pages that misbehave."""

import threading

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.browser import Watch, assert_accessible, tab_to

POLICY = "default-src 'none'; script-src 'self'; img-src *; connect-src *; style-src 'self'"
FRAME = (
    '<!doctype html><html lang="sv"><head><title>Prov</title></head><body><main><h1>Prov</h1>{}</main></body></html>'
)
PAGES = {
    "/good": '<p>Allt är väl.</p><a href="/good">Hem</a><button>Boka</button>',
    "/inline-script": "<script>document.title = 'x'</script>",
    "/inline-style": '<p style="color: red">Rött</p>',
    "/other-host": '<img src="http://tiles.example.com/1.png" alt="">',
    "/failing-script": '<script src="/fail.js"></script>',
    "/server-fault": '<img src="/fault" alt="">',
    "/inaccessible": '<img src="/good"><input type="text">',
}


def serve(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/fail.js":
        answer = Response("throw new Error('trasig')", content_type="text/javascript")
    elif path == "/fault":
        answer = Response("fel", 500)
    else:
        answer = Response(FRAME.format(PAGES.get(path, "")), content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = POLICY
    return answer(environ, start_response)


@pytest.fixture(scope="module")
def address():
    server = make_server("127.0.0.1", 0, serve, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def watched(new_context, address):
    context = new_context(base_url=address)
    return Watch(context), context.new_page()


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/inline-script", "content policy: script-src"),
        ("/inline-style", "content policy: style-src"),
        ("/other-host", "left for another host"),
        ("/failing-script", "script: "),
        ("/server-fault", "answered 500"),
    ],
)
def test_a_page_that_misbehaves_is_seen(watched, path, word):
    watch, page = watched

    page.goto(path, wait_until="networkidle")

    assert any(word in fault for fault in watch.faults), watch.faults
    with pytest.raises(AssertionError, match=word):
        watch.assert_clean()


def test_a_page_that_behaves_is_clean_accessible_and_reached_by_keyboard(watched):
    watch, page = watched

    page.goto("/good", wait_until="networkidle")
    tab_to(page, page.get_by_role("button", name="Boka"))

    assert_accessible(page)
    watch.assert_clean()


def test_what_axe_finds_fails_the_test(watched):
    _, page = watched

    page.goto("/inaccessible")

    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_what_the_keyboard_cannot_reach_fails_the_test(watched):
    _, page = watched

    page.goto("/good")

    with pytest.raises(AssertionError, match="cannot be reached"):
        tab_to(page, page.locator("h1"), most=5)
