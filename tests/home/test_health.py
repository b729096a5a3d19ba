from portal.booking import guard
from portal.database import transaction
from portal.home import health


def test_the_process_says_that_it_is_up_without_asking_anybody(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "up"})


def test_a_portal_that_is_well_is_ready(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {"checks": {"database": True, "schema": True, "guard": True}}


def test_an_older_schema_is_not_ready(client, database):
    with transaction() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000_older'")
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"] == {"database": True, "schema": False, "guard": False}


def test_a_portal_without_its_guard_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(guard, "standing_lately", lambda: False)
    monkeypatch.setattr(health.guard, "standing_lately", lambda: False)
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"]["guard"] is False


def test_no_answer_of_the_health_pages_tells_of_our_insides(client):
    assert set(client.get("/readyz").json) == {"checks"}
