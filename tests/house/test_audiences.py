"""Every page says who may read it, and one that forgot to is shut."""

import pytest

from portal.accounts.guards import AUDIENCES

WITHOUT_AUDIENCE = {"static"}
only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def endpoints_without_audience(app):
    return [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in WITHOUT_AUDIENCE and getattr(view, "audience", None) not in AUDIENCES
    ]


@only_sqlite
def test_every_page_names_its_audience(app):
    assert endpoints_without_audience(app) == []


@pytest.mark.own_app
@only_sqlite
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_page_without_audience_is_shut(app, client, method):
    app.add_url_rule("/utan-publik", "probe", lambda: "hemligt", methods=[method])

    answer = client.open("/utan-publik", method=method)

    assert answer.status_code == 403
    assert "hemligt" not in answer.text
    assert endpoints_without_audience(app) == ["probe"]


@pytest.mark.own_app
@only_sqlite
@pytest.mark.parametrize("audience", [name for name in AUDIENCES if name != "public"])
def test_who_is_not_signed_in_is_asked_to_sign_in(app, client, audience):
    view = lambda: "hemligt"  # noqa: E731
    view.audience = audience
    app.add_url_rule("/for-nagra", "probe", view)

    answer = client.get("/for-nagra")

    assert answer.status_code == 303
    assert "next=/for-nagra" in answer.location
