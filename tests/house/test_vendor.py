"""What we serve of others is what they published: every file is listed, and every hash is right."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = json.loads((ROOT / "static/vendor/vendor.json").read_text(encoding="utf-8"))
LISTED = {path: digest for library in LIBRARIES for path, digest in library["files"].items()}


def test_every_file_has_the_hash_it_was_vendored_with():
    found = {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in LISTED}

    assert found == LISTED


def test_no_file_in_the_vendor_folders_is_unlisted():
    present = {
        path.relative_to(ROOT).as_posix()
        for folder in ("static/vendor", "tests/vendor")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }

    assert present == set(LISTED)


def test_every_library_comes_with_version_and_licence():
    for library in LIBRARIES:
        assert re.fullmatch(r"\d+\.\d+\.\d+", library["version"])
        assert library["licence"]
        assert any(path.endswith("/LICENSE") for path in library["files"]), library["name"]


def test_stylesheets_point_only_at_files_that_are_here():
    for sheet in (ROOT / "static/vendor").rglob("*.css"):
        for address in re.findall(r"url\(['\"]?([^'\")#]+)", sheet.read_text(encoding="utf-8")):
            assert address.startswith("data:") or (sheet.parent / address).is_file(), f"{sheet.name}: {address}"
