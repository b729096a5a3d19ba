import json
import signal

import pytest

from portal.search import service
from portal.search.commands import Pace
from portal.search.matching import match
from tests.search.listing import list_testbed


def list_others():
    """What a word says depends on how many listings do without it."""
    for number in range(4):
        list_testbed(f"Verkstad {number}", summary_sv="Prov av plåt.")


def test_a_need_finds_the_testbeds_that_answer_to_it(app):
    list_testbed("Vindtunneln", slug="tunneln", summary_sv="Prov av turbiner i vind.")
    list_testbed("Ugnen", slug="ugnen", summary_sv="Prov av plåt i värme.")

    assert match("Vi behöver prova en turbin i hård vind") == ["tunneln"]


def test_a_need_that_nobody_serves_gets_an_empty_list(app):
    list_testbed("Ugnen", summary_sv="Prov av plåt i värme.")

    assert match("Våra ostron behöver en ny försäljningskanal i Hamburg") == []


@pytest.mark.parametrize("text", ["", "   ", "!?", "vi och de"])
def test_a_need_without_words_gets_an_empty_list(app, text):
    list_testbed("Ugnen")

    assert match(text) == []


def test_demonstrations_are_never_matched(app):
    list_testbed("Vindtunneln", is_demonstration=True)

    assert match("vindtunnel") == []


def test_a_place_lowers_what_lies_far_away(app):
    list_others()
    list_testbed("Tunnel A", slug="kiruna", summary_sv="vindtunnel", lat=67.85, lon=20.22)
    list_testbed("Tunnel B", slug="lund", summary_sv="vindtunnel", lat=55.7, lon=13.19)

    assert match("vindtunnel", "Skåne län") == ["lund", "kiruna"]
    assert match("vindtunnel", "Norrbottens län") == ["kiruna", "lund"]


def test_the_longer_the_need_the_more_an_answer_must_be_worth(app):
    list_testbed("Ugnen", slug="ugnen", summary_sv="Prov av plåt i värme.")

    assert match("plåt i värme") == ["ugnen"]
    assert match("plåt, ostron, musslor, hummer, krabbor, räkor, sill, torsk, lax, makrill och gädda") == []


def test_the_command_prints_matches_by_id(app, tmp_path):
    list_others()
    list_testbed("Vindtunneln", slug="tunneln")
    file = tmp_path / "needs.json"
    file.write_text(json.dumps([{"id": "a", "text": "vindtunnel", "place": None}, {"id": "b", "text": "ostron"}]))

    result = app.test_cli_runner().invoke(args=["match", str(file)])

    assert result.exit_code == 0
    assert json.loads(result.output) == {"a": ["tunneln"], "b": []}


def test_an_empty_catalogue_gives_no_verdict(app, tmp_path):
    file = tmp_path / "needs.json"
    file.write_text("[]")

    result = app.test_cli_runner().invoke(args=["match", str(file)])

    assert result.exit_code == 1
    assert "run flask seed first" in result.output


@pytest.mark.parametrize("text", ["{", '{"id": 1}', '[{"text": "utan id"}]', "[1]"])
def test_a_file_of_another_kind_is_refused_in_words(app, tmp_path, text):
    list_testbed("Ugnen")
    file = tmp_path / "needs.json"
    file.write_text(text)

    result = app.test_cli_runner().invoke(args=["match", str(file)])

    assert result.exit_code == 1
    assert "does not hold a list of needs" in result.output


def test_the_index_can_be_written_anew(app):
    list_testbed("Vindtunneln")

    result = app.test_cli_runner().invoke(args=["reindex"])

    assert result.exit_code == 0
    assert "1 listings are indexed." in result.output


def test_the_pace_is_told_now_and_then_with_the_time_that_is_left(capsys):
    moments = iter([0.0, 1.0, 4.0, 5.0])
    pace = Pace(clock=lambda: next(moments))

    for done in (50, 200, 20_000):
        pace(done, 20_000)

    told = capsys.readouterr().err.splitlines()
    assert told == [
        "200 of 20000 listings, 50 a second, 7 min left",
        "20000 of 20000 listings, 4000 a second, 0 s left",
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_writing_anew_can_be_stopped_after_the_listings_under_way(app, monkeypatch, number):
    for name in ("Vindtunneln", "Ugnen", "Lasern"):
        list_testbed(name)
    monkeypatch.setattr(service, "BATCH", 1)
    monkeypatch.setattr(Pace, "__call__", lambda _pace, _done, _total: signal.raise_signal(number))

    result = app.test_cli_runner().invoke(args=["reindex"])

    assert result.exit_code == 1
    assert "Stopped after 1 of 3 listings." in result.output
    assert len(match("laser")) == 1


def test_signals_do_again_what_they_did_once_the_work_is_over(app):
    before = signal.getsignal(signal.SIGINT)

    app.test_cli_runner().invoke(args=["reindex"])

    assert signal.getsignal(signal.SIGINT) is before
