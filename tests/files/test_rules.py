"""What is taken and what is not: the name and the content must say the same safe type."""

import pytest

from portal.files import packages, portable, refusals
from portal.files.kinds import LARGEST
from portal.files.rules import judge
from tests.files import making
from tests.files.making import link, object_stream, office, open_document, package, pdf, png, stream

JS = b"<< /S /JavaScript /JS (app.alert(1)) >>"
OLE = "oleObject"
TEMPLATE = "attachedTemplate"
WITH_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@pytest.mark.parametrize("name", making.GOOD)
def test_what_its_name_says_is_taken(name):
    assert name.rpartition(".")[2] in judge(name, making.GOOD[name]).endings


@pytest.mark.parametrize("name", making.GOOD)
@pytest.mark.parametrize(
    "other", ["x.pdf", "x.png", "x.jpg", "x.webp", "x.docx", "x.xlsx", "x.odt", "x.step", "x.stl", "x.dxf"]
)
def test_a_good_file_under_another_types_name_is_refused(name, other):
    if name.rpartition(".")[2].replace("jpeg", "jpg").replace("stp", "step") == other.rpartition(".")[2]:
        return

    with pytest.raises(refusals.FileRefused):
        judge(other, making.GOOD[name])


HOSTILE = [
    ("tom.pdf", b"", refusals.Empty),
    ("namnlos", b"text", refusals.UnknownType),
    ("ritning.dwg", b"AC1032", refusals.UnknownType),
    ("prov.exe", making.PROGRAM, refusals.Program),
    ("rapport.pdf.exe", making.PROGRAM, refusals.Program),
    ("prov.ps1", b"Get-Item", refusals.Program),
    ("prov.zip", package({"a.txt": "a"}), refusals.Archive),
    ("prov.html", making.PAGE, refusals.WebPage),
    ("prov.svg", making.SVG, refusals.WebPage),
    ("plan.docm", office(), refusals.Macros),
    ("matt.xls", making.OLD_DOCUMENT, refusals.OldOffice),
    # disguised
    ("rapport.pdf", making.PROGRAM, refusals.Program),
    ("rapport.txt", b"#!/bin/sh\nrm -rf x", refusals.Program),
    ("rapport.pdf", b"Bara text", refusals.NotWhatItSays),
    ("bild.png", making.PAGE, refusals.WebPage),
    ("bild.png", making.SVG, refusals.WebPage),
    ("text.txt", b"\xef\xbb\xbf  " + making.SVG, refusals.WebPage),
    ("text.txt", making.PAGE.decode().encode("utf-16"), refusals.WebPage),
    ("bild.jpg", png(), refusals.NotWhatItSays),
    ("text.txt", png(), refusals.NotWhatItSays),
    ("plan.docx", package({"a.txt": "a"}), refusals.NotWhatItSays),
    ("plan.docx", office("xlsx"), refusals.NotWhatItSays),
    ("plan.odt", open_document("spreadsheet"), refusals.NotWhatItSays),
    ("plan.docx", making.OLD_DOCUMENT, refusals.OldOffice),
    ("plan.docx", making.OLD_DOCUMENT + "EncryptedPackage".encode("utf-16-le"), refusals.Locked),
    # the virus test
    ("prov.txt", making.VIRUS_TEST.encode(), refusals.Infected),
    ("prov.pdf", pdf(making.VIRUS_TEST.encode()), refusals.Infected),
    ("plan.docx", office(more={"word/media/a.txt": making.VIRUS_TEST}), refusals.Infected),
    ("plan.odt", open_document(more={"Pictures/a": "x" * 262_120 + making.VIRUS_TEST}), refusals.Infected),
    # pictures
    ("bild.png", png()[:-5], refusals.Broken),
    ("bild.png", png(b"\x00\x00\x00\x01tEXtx\x00\x00\x00\x00"), refusals.Broken),
    ("bild.png", png(last=package({"a.exe": making.PROGRAM})), refusals.TwoThings),
    ("foto.jpg", making.jpeg()[:-2], refusals.Broken),
    ("foto.jpg", making.jpeg(package({"a.txt": "a"})), refusals.TwoThings),
    ("foto.jpg", making.jpeg(making.PAGE), refusals.TwoThings),
    ("bild.webp", making.webp()[:-1], refusals.Broken),
    ("bild.webp", making.webp(package({"a.txt": "a"})), refusals.TwoThings),
    # PDF
    ("a.pdf", pdf(JS), refusals.Acts),
    ("a.pdf", pdf(b"<< /S /J#61va#53cript /J#53 (x) >>"), refusals.Acts),
    ("a.pdf", pdf(b"<< /S /Launch /F (calc.exe) >>"), refusals.Acts),
    ("a.pdf", pdf(b"<< /XFA 5 0 R >>"), refusals.Acts),
    ("a.pdf", pdf(object_stream(JS)), refusals.Acts),
    ("a.pdf", pdf(object_stream(b"<< /JS(x) >>")), refusals.Acts),
    ("a.pdf", pdf(stream(b"7 0 " + JS)), refusals.Acts),
    ("a.pdf", pdf(stream(b"7 0 <</JS(x)>>", b"/Type /Obj#53tm", packed=False)), refusals.Acts),
    ("a.pdf", pdf(b"<< /Type /EmbeddedFile >>"), refusals.Embeds),
    ("a.pdf", pdf(object_stream(b"<< /Type /Filespec /EF << /F 3 0 R >> >>")), refusals.Embeds),
    ("a.pdf", pdf(stream(b"nonsense", b"/Type /ObjStm /Filter /LZWDecode", packed=False)), refusals.Broken),
    ("a.pdf", pdf(b"<< /Encrypt 5 0 R >>"), refusals.Locked),
    ("a.pdf", pdf() + package({"a.txt": "a"}), refusals.TwoThings),
    ("a.pdf", pdf()[:-6], refusals.Broken),
    ("a.pdf", making.PAGE + pdf(), refusals.WebPage),
    # documents
    ("a.docx", office(main_type=making.WITH_MACROS), refusals.Macros),
    ("a.docx", office(more={"word/vbaProject.bin": making.OLD_DOCUMENT}), refusals.Macros),
    ("a.xlsx", office("xlsx", more={"xl/macrosheets/sheet1.xml": "<x/>"}), refusals.Macros),
    ("a.docx", office(more={"word/embeddings/oleObject1.bin": making.OLD_DOCUMENT}), refusals.Embeds),
    ("a.docx", office(more={"word/media/bild.emf": making.PROGRAM}), refusals.Embeds),
    ("a.docx", office(more={"word/media/bild.emf": package({"a": "a"})}), refusals.Embeds),
    ("a.docx", office(links=link(OLE, "https://example.com/x")), refusals.Fetches),
    ("a.docx", office(links=link("ole&#79;bject", "https://example.com/x")), refusals.Fetches),
    ("a.docx", office(links=link(TEMPLATE, "https://example.com/x.dotm")), refusals.Fetches),
    ("a.docx", office(links=link(TEMPLATE, r"file:///\\example.com\x.dotm")), refusals.Fetches),
    ("a.docx", office(more={"word/media/a.hta": "<x/>"}), refusals.Embeds),
    ("a.docx", office(more={"word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), refusals.Broken),
    ("a.docx", office(more={"word/a.xml": "<w:instrText> DDEAUTO c:\\\\cmd.exe</w:instrText>"}), refusals.Acts),
    ("a.pptx", office("pptx", more={"ppt/embeddings/a.xlsx": package({"a": "a"})}), refusals.Embeds),
    ("a.pptx", office("pptx", more={"ppt/embeddings/a.xlsx": office("xlsx", main_type=WITH_MACROS)}), refusals.Macros),
    ("a.docx", office(own_links=""), refusals.NotWhatItSays),
    ("a.odt", open_document(more={"Basic/Standard/Module1.xml": "<x/>"}), refusals.Macros),
    ("a.odt", open_document(manifest="<manifest:encryption-data/>"), refusals.Locked),
    ("a.ods", open_document("spreadsheet", more={"Object 1": making.OLD_DOCUMENT}), refusals.Embeds),
    # text and drawings
    ("a.csv", b"namn;varde\n=cmd|' /C calc'!A0;1\n", refusals.Acts),
    ("a.step", making.STEP[:-20], refusals.Broken),
    ("a.stl", making.stl() + b"x", refusals.NotWhatItSays),
    ("a.stl", making.stl(b"%PDF-1.7"), refusals.TwoThings),
    ("a.stl", making.stl(making.PROGRAM[:60]), refusals.Program),
    ("a.stl", making.SOLID[:-14], refusals.Broken),
    ("a.dxf", making.DXF[:-5], refusals.Broken),
]


@pytest.mark.parametrize(
    ("name", "content", "refusal"), HOSTILE, ids=lambda value: None if isinstance(value, bytes) else value
)
def test_a_hostile_file_is_refused_for_what_it_is(name, content, refusal):
    with pytest.raises(refusals.FileRefused) as refused:
        judge(name, content)

    assert type(refused.value) is refusal
    assert refused.value.details["file"] == name
    assert refused.value.message % refused.value.details


FINE = [
    ("a.docx", office(links=link(TEMPLATE, r"file:///C:\Users\maria\Mallar\Firma.dotx"))),
    ("a.docx", office(links=link("hyperlink", "https://example.com/"))),
    ("a.pptx", office("pptx", more={"ppt/embeddings/a.xlsx": office("xlsx")})),
    ("a.pdf", pdf(stream(b"BT (Skriv /JS i katalogen) Tj ET"))),
    ("a.pdf", pdf(stream(bytes(range(256)) * 20, packed=False))),
    ("a.pdf", pdf(b"<< /OpenAction [3 0 R /Fit] /JSX 1 >>")),
    ("a.csv", b"avvikelse;-1|2\n"),
    ("a.txt", b"MZ-200 \xe4r en ugn"),
]


@pytest.mark.parametrize(("name", "content"), FINE, ids=range(len(FINE)))
def test_what_looks_like_it_but_is_harmless_is_taken(name, content):
    assert judge(name, content)


def test_a_file_over_the_limit_is_refused():
    assert judge("a.txt", b"x" * LARGEST)

    with pytest.raises(refusals.TooLarge):
        judge("a.txt", b"x" * (LARGEST + 1))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(stream(b"1 0 " + b" " * 100_000, b"/Type /ObjStm"))),
        ("a.docx", office(more={"word/a.xml": " " * 100_000})),
    ],
)
def test_what_unpacks_to_too_much_is_refused(monkeypatch, name, content):
    monkeypatch.setattr(portable, "MOST_OF_OBJECTS", 50_000)
    monkeypatch.setattr(packages, "MOST_UNPACKED", 50_000)

    with pytest.raises(refusals.Swells):
        judge(name, content)
