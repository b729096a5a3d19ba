"""Packages that say one thing and hold another, so that a scanner and a word processor would see different files."""

import struct

import pytest

from portal.files.packages import read_package, unpacked
from portal.files.refusals import Broken, FileRefused, Locked, Swells
from tests.files.making import office, package

PLAIN = package({"a.xml": "x" * 1000, "b.xml": "y" * 10})


def read_all(content):
    return {name: b"".join(unpacked(content, member)) for name, member in read_package(content).items()}


def patched(content, sign, offset, value, *, form="<L"):
    """Return the content with one number changed, behind the first place where the sign stands."""
    at = content.index(sign) + offset
    return content[:at] + struct.pack(form, value) + content[at + struct.calcsize(form) :]


def test_each_member_is_read_whole():
    assert read_all(PLAIN) == {"a.xml": b"x" * 1000, "b.xml": b"y" * 10}


LIES = {
    "smaller than it is": (patched(PLAIN, b"PK\x01\x02", 24, 10), Swells),
    "larger than it is": (patched(PLAIN, b"PK\x01\x02", 24, 2000), Broken),
    "more than anybody sends": (patched(PLAIN, b"PK\x01\x02", 24, 200 * 1024 * 1024), Swells),
    "another checksum": (patched(PLAIN, b"PK\x01\x02", 16, 1), Broken),
    "a shorter pack": (patched(PLAIN, b"PK\x01\x02", 20, 5), Broken),
    "encrypted": (patched(PLAIN, b"PK\x01\x02", 8, 1, form="<H"), Locked),
    "an unknown packing": (patched(PLAIN, b"PK\x01\x02", 10, 12, form="<H"), Broken),
    "another name inside": (PLAIN.replace(b"a.xml", b"z.xml", 1), Broken),
    "something in front": (b"PK\x03\x04 something" + PLAIN, Broken),
    "something behind": (PLAIN + b"something", Broken),
    "members that overlap": (patched(PLAIN, b"PK\x01\x02", 42, 40), Broken),
    "no members": (package({}), FileRefused),
    "the same name twice": (package({"a.xml": "1", "A.xml": "2"}), Broken),
    "a path upwards": (package({"../a.xml": "1"}), Broken),
    "a path from the root": (package({"/a.xml": "1"}), Broken),
    "a path of Windows": (package({"b\\a.xml": "1"}).replace(b"b/a.xml", b"b\\a.xml"), Broken),
    "cut off": (PLAIN[:-30], Broken),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_package_that_lies_is_refused(lie):
    content, refusal = LIES[lie]

    with pytest.raises(refusal):
        read_all(content)


def test_bytes_that_belong_to_no_member_are_found():
    inner = package({"a.xml": "1", "b.xml": "2", "c.xml": "3"})
    at = inner.index(b"PK\x01\x02", inner.index(b"PK\x01\x02") + 1)
    end = inner.index(b"PK\x01\x02", at + 1)
    shorter = inner[:at] + inner[end:]
    count = struct.pack("<2H", 2, 2) + struct.pack("<L", len(shorter) - 22 - shorter.index(b"PK\x01\x02"))

    with pytest.raises(Broken):
        read_package(shorter[:-14] + count + shorter[-6:])


@pytest.mark.parametrize("at", range(0, len(office()), 7))
def test_a_torn_document_is_refused_or_read_and_never_a_fault(at):
    torn = office()[:at] + b"\xff" + office()[at + 1 :]

    try:
        read_all(torn)
    except FileRefused:
        return
