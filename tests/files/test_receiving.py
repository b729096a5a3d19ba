"""Forms that bring files: refused with words at the field and nothing kept, or kept whole; and bodies of a hundred megabytes."""

import ctypes
import gc
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.audit import AuditEvent
from portal.database import db
from portal.files.kinds import LARGEST, MEGABYTE
from portal.files.models import KeptFile
from portal.files.receiving import READ_ON, CutStream
from tests.builders import make_organisation, make_person
from tests.files import making, scene
from tests.files.making import office, package, pdf, png
from tests.files.scene import ADDRESS, Body

pytestmark = pytest.mark.own_app
TYPED = "Det jag skrev"


@pytest.fixture
def company(app, sign_in, client):
    """Return the client of somebody signed in, on a portal with a page for attachments."""
    app.register_blueprint(scene.blueprint())
    return sign_in(make_person(make_organisation("Verkstaden AB")))


def send(client, *files, body=TYPED):
    data = {"body": body, "files": [(io.BytesIO(content), name) for name, content in files]}
    return client.post(ADDRESS, data=data, content_type="multipart/form-data")


def kept():
    return list(db.session.scalars(select(KeptFile).order_by(KeptFile.id)))


def test_good_files_are_kept_as_they_were_given(company):
    files = [("rapport.pdf", pdf()), ("/bilder/fäste.PNG", png())]

    answer = send(company, *files)

    assert answer.status_code == 303
    assert [(one.name, one.media_type) for one in kept()] == [
        ("rapport.pdf", "application/pdf"),
        ("fäste.PNG", "image/png"),
    ]
    assert [one.content for one in kept()] == [content for _, content in files]


def test_a_message_without_files_needs_none(company):
    empty = {"body": TYPED, "files": (io.BytesIO(b""), "")}

    assert company.post(ADDRESS, data=empty, content_type="multipart/form-data").status_code == 303
    assert kept() == []


REFUSED = {
    "wrong type": ("ritning.dwg", b"AC1032", "ritning.dwg är av en typ som inte tas emot"),
    "a program named .pdf": ("rapport.pdf", making.PROGRAM, "rapport.pdf är ett program"),
    "a page named .png": ("bild.png", making.PAGE, "bild.png är en webbsida"),
    "an archive named .docx": ("plan.docx", package({"a.txt": "x"}), "innehållet är inte DOCX"),
    "macros": ("plan.docm", office(main_type=making.WITH_MACROS), "plan.docm innehåller makron"),
    "macros named .docx": ("plan.docx", office(main_type=making.WITH_MACROS), "plan.docx innehåller makron"),
    "a path": ("../../etc/passwd", b"root:x:0:0", "passwd är av en typ"),
    "a path to a program": ("..\\..\\x\\y.exe", making.PROGRAM, "y.exe är ett program"),
    "the virus test": ("prov.txt", making.VIRUS_TEST.encode(), "prov.txt innehåller ett känt virusprov"),
    "the virus test within": (
        "a.docx",
        office(more={"word/a.txt": making.VIRUS_TEST}),
        "a.docx innehåller ett känt virusprov",
    ),
    "scripts": ("a.pdf", pdf(b"<< /S /JavaScript /JS (x) >>"), "a.pdf innehåller skript"),
    "nothing": ("tom.txt", b"", "tom.txt är tom"),
    "an archive": ("allt.zip", package({"a.txt": "x"}), "allt.zip är ett arkiv"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_refused_is_named_and_nothing_is_stored(company, why):
    name, content, words = REFUSED[why]

    answer = send(company, ("bra.pdf", pdf()), (name, content))

    assert answer.status_code == 422
    assert words in answer.text and TYPED in answer.text
    assert answer.text.count('class="field-error"') == 1
    assert kept() == []
    assert db.session.scalar(select(func.count()).where(AuditEvent.action.like("file.%"))) == 0


def test_each_refused_file_is_named(company):
    answer = send(company, ("a.exe", making.PROGRAM), ("b.pdf", b""), ("c.txt", b"text"))

    assert "a.exe är ett program" in answer.text and "b.pdf är tom" in answer.text
    assert "Ni hade valt: a.exe, b.pdf, c.txt." in answer.text


def test_more_than_five_files_are_refused(company):
    answer = send(company, *((f"{number}.txt", b"text") for number in range(6)))

    assert answer.status_code == 422
    assert "5.txt är en för mycket: högst 5 filer" in answer.text and kept() == []


def test_a_fault_elsewhere_says_that_files_must_be_chosen_again(company):
    answer = send(company, ("a.pdf", pdf()), body="")

    assert answer.status_code == 422
    assert "Ni hade valt: a.pdf." in answer.text and kept() == []


def test_a_form_that_was_sent_without_its_files_is_refused(company):
    answer = company.post(ADDRESS, data={"body": TYPED, "files": "a.pdf"})

    assert answer.status_code == 422
    assert "Filerna följde inte med" in answer.text


@pytest.mark.parametrize(
    "name", ['a"b\r\nX: 1.pdf', "\ud800.pdf".encode("utf-8", "surrogatepass").decode("latin-1"), "<b>.pdf"]
)
def test_a_name_is_shown_as_text(company, name):
    answer = send(company, (name, b"nonsense"))

    assert answer.status_code == 422
    assert "<b>" not in answer.text and "\ud800" not in answer.text


def peak():
    """Return the most memory that this process has had since `rest`, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def rest():
    """Begin to measure: what was freed earlier goes back to the system, or it would be taken again unseen."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def test_the_measure_sees_what_is_held_even_where_much_was_freed(app):
    small = [b"x" * 10_000 for _ in range(10_000)]
    top = b"x" * 10_000
    del small
    before = rest()

    held = b"x" * (50 * MEGABYTE)

    assert held and top and peak() - before > 40 * MEGABYTE


def test_a_hundred_megabytes_are_refused_with_everything_typed_and_cost_no_memory(company):
    send(company, ("a.pdf", pdf()), body="")
    body, before = Body(100 * MEGABYTE), rest()

    answer = company.post(ADDRESS, environ_overrides=body.sent())

    grown = peak() - before
    assert answer.status_code == 422
    assert "stor.pdf är större än 10 MB" in answer.text and TYPED in answer.text
    assert body.was_read == body.length
    assert grown < 20 * MEGABYTE, f"{grown / MEGABYTE:.1f} MB"
    assert kept() == []


def test_a_file_just_over_the_limit_is_refused(company):
    answer = company.post(ADDRESS, environ_overrides=Body(LARGEST + 1, files=2, name="stor.txt").sent())

    assert answer.status_code == 422
    assert answer.text.count("stor.txt är större än 10 MB") == 4, "in the summary and at the field, for each"


def test_what_is_larger_than_anybody_means_is_refused_unread(company):
    body = Body(READ_ON)

    answer = company.post(ADDRESS, environ_overrides=body.sent())

    assert answer.status_code == 413
    assert "för stort" in answer.text
    assert body.was_read == 0 and kept() == []


def test_who_is_not_signed_in_is_turned_away_before_anything_is_read(app, client):
    app.register_blueprint(scene.blueprint())
    body = Body(MEGABYTE)

    assert client.post(ADDRESS, environ_overrides=body.sent()).status_code == 303
    assert body.was_read == 0


def test_a_page_that_takes_no_files_keeps_its_small_limit(company):
    body = Body(MEGABYTE)

    assert company.post("/prov/smatt", environ_overrides=body.sent()).status_code == 413
    assert body.was_read == 0


def test_a_stream_that_was_cut_keeps_nothing():
    stream = CutStream(10)

    for _ in range(3):
        stream.write(b"12345")

    stream.seek(0)
    assert stream.is_cut and stream.size == 15 and stream.read() == b""
    stream.close()
