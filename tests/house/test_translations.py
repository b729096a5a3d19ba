"""Both languages are complete: every text of the code and the pages has its English, with the same placeholders."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent
ENGLISH = ROOT / "portal" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
NAMELESS = re.compile(r"%[sd]")
KEYWORDS = {
    "_": None, "gettext": None, "lazy_gettext": None, "N_": None,
    "ngettext": (1, 2), "lazy_ngettext": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip
METHODS = {
    "portal": ([("**.py", "python")], {}),
    "templates": ([("**.html", "jinja2")], {"**.html": {"silent": "false"}}),
}

Texts = dict[str, tuple[str, ...]]


def texts_in_use() -> Texts:
    """Return every text of the portal, by its singular, with the places where it stands."""
    places: dict[str, list[str]] = {}
    for folder, (methods, options) in METHODS.items():
        found = extract_from_dir(ROOT / folder, methods, options, KEYWORDS)
        for file, line, text, *_ in found:
            singular = text[0] if isinstance(text, tuple) else text
            places.setdefault(singular, []).append(f"{folder}/{file}:{line}")
    return {text: tuple(where) for text, where in places.items()}


def english() -> Catalog:
    with ENGLISH.open("rb") as stream:
        return read_po(stream, locale="en")


def faults_of(text: str, message: Message | None) -> Iterator[str]:
    if message is None:
        yield "is not in the catalogue"
        return
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    originals = message.id if isinstance(message.id, tuple) else (message.id,)
    if not all(forms) or (len(originals) > 1 and len(forms) < 2):
        yield "has no English"
    if message.fuzzy:
        yield "is only guessed (fuzzy)"
    for original, form in zip(originals, forms, strict=False):
        # A singular may leave the number out: "one hit".
        if form and not Counter(PLACEHOLDER.findall(form)) <= Counter(PLACEHOLDER.findall(originals[-1])):
            yield "has placeholders that the Swedish lacks"
        if form and len(originals) == 1 and set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(original)):
            yield "has other placeholders than the Swedish"
    if NAMELESS.search(text):
        yield "has a placeholder without a name"


def faults(texts: Texts, catalogue: Catalog) -> list[str]:
    return [
        f"{text!r} ({where[0]}) {fault}"
        for text, where in texts.items()
        for fault in faults_of(text, catalogue.get(text))
    ]


def test_every_text_has_its_english():
    found = faults(texts_in_use(), english())

    assert not found, f"{len(found)} texts:\n" + "\n".join(found[:60])


def test_the_catalogue_keeps_no_text_that_is_gone():
    used = texts_in_use()
    kept = {message.id[0] if isinstance(message.id, tuple) else message.id for message in english() if message.id}

    assert kept - used.keys() == set()


def test_texts_of_code_and_of_pages_are_both_found():
    places = [place.split("/")[0] for where in texts_in_use().values() for place in where]

    assert {"portal", "templates"} == set(places)


@pytest.mark.parametrize(
    ("swedish", "translation", "flags"),
    [
        ("Boka", "", ()),
        ("Boka", "Book", ("fuzzy",)),
        ("Hej %(name)s", "Hello", ()),
        ("Hej %(name)s", "Hello %(nam)s", ()),
        (("%(num)s dag", "%(num)s dagar"), ("%(num)s day", ""), ()),
    ],
)
def test_a_bad_translation_is_found(swedish, translation, flags):
    catalogue = Catalog(locale="en")
    catalogue.add(swedish, translation, flags=flags)
    text = swedish[0] if isinstance(swedish, tuple) else swedish

    assert faults({text: ("x.py:1",)}, catalogue)


def test_a_text_without_entry_is_found_and_a_good_one_passes():
    catalogue = Catalog(locale="en")
    catalogue.add(("%(num)s dag", "%(num)s dagar"), ("one day", "%(num)s days"))

    assert faults({"Boka": ("x.py:1",)}, catalogue)
    assert not faults({"%(num)s dag": ("x.py:1",)}, catalogue)
