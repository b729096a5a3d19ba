"""Fetch the pinned browser libraries again and write what we serve ourselves, with a manifest of hashes.

Run from the repository root: python docs/remake/vendor.py
Needs npm, only here: the portal itself never needs Node. To move to a new version, change it below, run, and
look at the difference before it is committed.
"""

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

MANIFEST = Path("static/vendor/vendor.json")

# package, version, folder to fill, {file in the package: name here}
PACKAGES = [
    (
        "leaflet",
        "1.9.4",
        "static/vendor/leaflet",
        {
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "dist/images/layers.png": "images/layers.png",
            "dist/images/layers-2x.png": "images/layers-2x.png",
            "dist/images/marker-icon.png": "images/marker-icon.png",
            "LICENSE": "LICENSE",
        },
    ),
    (
        "leaflet.markercluster",
        "1.5.3",
        "static/vendor/markercluster",
        {
            "dist/leaflet.markercluster.js": "leaflet.markercluster.js",
            "dist/MarkerCluster.css": "MarkerCluster.css",
            "MIT-LICENCE.txt": "LICENSE",
        },
    ),
    # Later majors lack the factory that folium's Fullscreen calls.
    (
        "leaflet.fullscreen",
        "4.0.0",
        "static/vendor/fullscreen",
        {
            "Control.FullScreen.js": "Control.FullScreen.js",
            "Control.FullScreen.css": "Control.FullScreen.css",
            "icon-fullscreen.svg": "icon-fullscreen.svg",
            "LICENSE.md": "LICENSE",
        },
    ),
    ("htmx.org", "2.0.11", "static/vendor/htmx", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"}),
    # Public Sans: plain and steady, all Nordic letters, figures of one width, 27 KB for every weight.
    (
        "@fontsource-variable/public-sans",
        "5.3.0",
        "static/vendor/public-sans",
        {
            "files/public-sans-latin-wght-normal.woff2": "public-sans-latin.woff2",
            "files/public-sans-latin-ext-wght-normal.woff2": "public-sans-latin-ext.woff2",
            "LICENSE": "LICENSE",
        },
    ),
    ("axe-core", "4.14.1", "tests/vendor", {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE"}),
]


def main():
    """Fetch every package, check it against the integrity its registry states, and copy what we need."""
    MANIFEST.parent.mkdir(parents=True, exist_ok=True)
    libraries = [vendored(*package) for package in PACKAGES]
    MANIFEST.write_text(json.dumps(libraries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def vendored(name, version, folder, wanted):
    """Return the manifest entry of one package after copying its wanted files into the folder."""
    with tempfile.TemporaryDirectory() as scratch:
        packed = json.loads(npm("pack", "--json", "--pack-destination", scratch, f"{name}@{version}"))[0]
        stated = json.loads(npm("view", "--json", f"{name}@{version}", "dist.integrity", "license"))
        archive = next(Path(scratch).glob("*.tgz"))
        ensure_intact(archive, packed["integrity"], stated["dist.integrity"])
        files = copied(archive, Path(folder), wanted)
    return {
        "name": name,
        "version": version,
        "licence": stated["license"],
        "integrity": packed["integrity"],
        "files": files,
    }


def npm(*words):
    """Return what npm answers."""
    return subprocess.run(["npm", *words], check=True, capture_output=True, text=True).stdout


def ensure_intact(archive, *integrities):
    """Raise SystemExit unless the archive's own digest is each of the stated ones."""
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if any(integrity != digest for integrity in integrities):
        raise SystemExit(f"{archive.name} is not what was published")


def copied(archive, folder, wanted):
    """Copy the wanted files and return {path from the repository root: sha256}."""
    hashes = {}
    with tarfile.open(archive) as package:
        for inside, outside in wanted.items():
            content = package.extractfile(f"package/{inside}").read()
            target = folder / outside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            hashes[target.as_posix()] = hashlib.sha256(content).hexdigest()
    return hashes


if __name__ == "__main__":
    main()
