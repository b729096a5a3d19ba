"""No page of the portal can be shown inside a page of somebody else (S8)."""

import threading

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response


@pytest.fixture
def foreign_page(live_portal):
    """Return the address of a page on another origin that frames the portal's pages."""
    frames = "".join(f'<iframe src="{live_portal.url}{path}"></iframe>' for path in ("/", "/logga-in", "/healthz"))
    server = make_server("127.0.0.1", 0, Response(f"<!doctype html><title>Fälla</title>{frames}", mimetype="text/html"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_pages_do_not_load_in_a_frame(new_context, foreign_page, live_portal):
    page = new_context().new_page()

    page.goto(foreign_page, wait_until="networkidle")

    framed = [frame for frame in page.frames if frame != page.main_frame]
    assert len(framed) == 3
    assert [frame.url for frame in framed if frame.url.startswith(live_portal.url)] == []
    assert not any("Testporten" in frame.content() for frame in framed)
