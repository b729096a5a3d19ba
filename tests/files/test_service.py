"""Files are kept with the message they belong to, handed out to be saved, and removed for good."""

import io
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, select

from portal.audit import AuditEvent
from portal.database import db, transaction
from portal.errors import NotFound
from portal.files import answers, queries, service
from portal.files.models import KeptFile
from portal.files.names import safe_name
from portal.files.uploads import Upload
from tests.builders import LONG_AGO, make_organisation, make_person
from tests.files.making import pdf, png


@pytest.fixture
def giver(app):
    company = make_organisation()
    return {"person_id": make_person(company).id, "organisation_id": company.id}


def keep(giver, name="rapport.pdf", content=None):
    with transaction():
        return service.keep(Upload.judged(name, io.BytesIO(content or pdf())), **giver, now=LONG_AGO)


def test_a_kept_file_has_what_was_given_and_who_gave_it(giver):
    file = keep(giver)

    found = queries.get_file(file.reference.lower())
    assert (found.name, found.size, found.created_by) == ("rapport.pdf", len(pdf()), giver["person_id"])
    assert queries.content_of(found) == pdf()
    assert db.session.scalars(select(AuditEvent.action)).all() == ["file.kept"]


def test_a_list_of_files_reads_no_content(giver):
    keep(giver)
    db.session.expunge_all()

    (found,) = db.session.scalars(select(KeptFile)).all()

    assert "content" in inspect(found).unloaded


def test_what_was_kept_holds_no_content_in_memory(giver):
    with transaction():
        file = service.keep(Upload.judged("a.pdf", io.BytesIO(pdf())), **giver, now=LONG_AGO)
        assert "content" in inspect(file).unloaded


def test_a_message_that_fails_leaves_no_file(giver):
    with pytest.raises(RuntimeError), transaction():
        service.keep(Upload.judged("a.pdf", io.BytesIO(pdf())), **giver, now=LONG_AGO)
        raise RuntimeError

    assert db.session.scalars(select(KeptFile)).all() == []
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_content_that_changed_after_it_was_judged_is_not_kept(giver):
    stream = io.BytesIO(pdf())
    upload = Upload.judged("a.pdf", stream)
    stream.seek(0)
    stream.write(b"MZ")

    with pytest.raises(RuntimeError), transaction():
        service.keep(upload, **giver, now=LONG_AGO)


def test_files_of_a_conversation_are_removed_for_good(giver):
    first, second = keep(giver), keep(giver, "bild.png", png())

    assert service.discard([first.id], person_id=None, now=LONG_AGO) == 1

    assert [one.id for one in db.session.scalars(select(KeptFile))] == [second.id]
    assert service.discard([first.id], person_id=None, now=LONG_AGO) == 0
    with pytest.raises(NotFound):
        queries.content_of(first)


def test_the_size_of_several_files_is_their_sum(giver):
    ids = [keep(giver).id, keep(giver, "bild.png", png()).id]

    assert queries.total_size(ids) == len(pdf()) + len(png())
    assert queries.total_size([]) == 0


def test_a_file_is_handed_out_to_be_saved_and_never_run(app, giver):
    with app.test_request_context():
        answer = answers.download(keep(giver, "Provrapport för fäste.pdf"))

    assert answer.data == pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Provrapport for faste.pdf\"; filename*=UTF-8''Provrapport%20f%C3%B6r%20f%C3%A4ste.pdf"
    )


@given(st.text(max_size=200))
def test_any_name_makes_a_header_that_says_it_again(typed):
    name = safe_name(typed)

    header = answers.disposition(name)

    assert re.fullmatch(r"""attachment; filename="[\w .()-]+"(; filename\*=UTF-8''[\w.~%-]+)?""", header, re.ASCII)
    said = header.partition("UTF-8''")[2]
    assert unquote(said) == name if said else name in header
