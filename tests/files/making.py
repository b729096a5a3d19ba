"""Files to try: good ones of every type, made as small as they can be, and what hostile ones are made of."""

import io
import struct
import zipfile
import zlib

VIRUS_TEST = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"
PROGRAM = b"MZ\x90\x00\x03" + b"\x00" * 55 + struct.pack("<I", 64) + b"PE\x00\x00" + b"\x00" * 200
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OLD_DOCUMENT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("word/document.xml", f"{_TYPE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_TYPE}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_TYPE}presentationml.presentation.main+xml"),
}
WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def pdf(*objects, head=b"%PDF-1.7\n"):
    """Return a PDF of these objects behind its catalogue."""
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>", *objects]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return head + body + b"trailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def stream(content, told=b"", packed=True):
    body = zlib.compress(content) if packed else content
    how = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s%s /Length %d >>\nstream\n%s\nendstream" % (how, told, len(body), body)


def object_stream(content):
    return stream(b"7 0 " + content, b"/Type /ObjStm /N 1 /First 4")


def png(*more, last=b""):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + b"".join(more)
        + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
        + chunk(b"IEND", b"")
        + last
    )


def jpeg(last=b""):
    app = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return (
        b"\xff\xd8"
        + app
        + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
        + b"\x12\xff\x00\x34\xff\xd0\x56"
        + b"\xff\xd9"
        + last
    )


def webp(last=b""):
    body = b"WEBPVP8L" + struct.pack("<I", 4) + b"\x2f\x00\x00\x00"
    return b"RIFF" + struct.pack("<I", len(body)) + body + last


def package(members, method=zipfile.ZIP_DEFLATED):
    """Return a package of these members, in this order."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else method)
    return whole.getvalue()


def office(kind="docx", more=None, *, main_type=None, links="", own_links=None):
    """Return a document with more members; `links` are those of its main part, `own_links` those of the whole."""
    part, usual = MAIN[kind]
    folder, _, name = part.partition("/")
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{part}" ContentType="{main_type or usual}"/></Types>'
    )
    root = f'<Relationship Id="r1" Type="{_OFFICE}officeDocument" Target="{part}"/>'
    whole = {
        "[Content_Types].xml": types,
        "_rels/.rels": relationships(root if own_links is None else own_links),
        part: "<document><p>Prov av detaljen.</p></document>",
        f"{folder}/_rels/{name}.rels": relationships(links),
    }
    return package({**whole, **(more or {})})


def relationships(inside):
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def link(kind, target, mode="External"):
    return f'<Relationship Id="r9" Type="{_OFFICE}{kind}" Target="{target}" TargetMode="{mode}"/>'


def open_document(kind="text", more=None, *, manifest="<manifest/>"):
    whole = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": "<content/>",
        "META-INF/manifest.xml": manifest,
    }
    return package({**whole, **(more or {})})


def stl(head=b"", triangles=1):
    return head.ljust(80, b"\x00") + struct.pack("<I", triangles) + b"\x01" * (50 * triangles)


STEP = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n#1=CARTESIAN_POINT('',(0.,0.,0.));\nENDSEC;\nEND-ISO-10303-21;\n"
SOLID = b"solid del\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nendloop\nendfacet\nendsolid del\n"
DXF = b"999\nav ritprogrammet\n  0\nSECTION\n  2\nENTITIES\n  0\nENDSEC\n  0\nEOF\n"
GOOD = {
    "rapport.pdf": pdf(object_stream(b"<< /Type /Font >>"), stream(b"BT (Prov) Tj ET")),
    "bild.png": png(),
    "foto.jpg": jpeg(),
    "foto.jpeg": jpeg(jpeg()),
    "bild.webp": webp(),
    "anteckning.txt": "Öppna luckan vid 85 °C.\r\n".encode(),
    "windows.txt": "Öppna luckan vid 85 °C.\r\n".encode("cp1252"),
    "utf16.txt": "Öppna luckan".encode("utf-16"),
    "serie.csv": b"tid;kraft\n0;-1,5\n1;+2\n",
    "plan.docx": office("docx"),
    "matt.xlsx": office("xlsx"),
    "bilder.pptx": office("pptx"),
    "plan.odt": open_document("text"),
    "matt.ods": open_document("spreadsheet"),
    "del.step": STEP,
    "del.stp": b"\xef\xbb\xbf" + STEP,
    "del.stl": stl(),
    "text.stl": SOLID,
    "ritning.dxf": DXF,
    "bin.dxf": b"AutoCAD Binary DXF\r\n\x1a\x00\x00SECTION\x00",
}
