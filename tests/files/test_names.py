"""Names that are safe to show, to keep and to hand out, whatever was typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.files.names import DEVICES, LONGEST, ending_of, plain_name, safe_name

NAMES = {
    "rapport.pdf": "rapport.pdf",
    "Provrapport åäö 2026.PDF": "Provrapport åäö 2026.PDF",
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\system32\\a.pdf": "a.pdf",
    "C:\\x\\y.pdf": "y.pdf",
    "C:y.pdf": "y.pdf",
    "/etc/": "fil",
    "": "fil",
    "...": "fil",
    ".htaccess": "htaccess",
    ".pdf": "pdf",
    "a\x00.pdf": "a.pdf",
    "a.pdf\x00.exe": "a.pdf.exe",
    "rad1\r\nrad2.pdf": "rad1 rad2.pdf",
    "faktura\u202efdp.exe": "fakturafdp.exe",
    "a\u200b\ufeffb.pdf": "ab.pdf",
    "CON": "_CON",
    "nul.txt": "_nul.txt",
    "com1.tar.pdf": "_com1.tar.pdf",
    "LPT¹.pdf": "_LPT¹.pdf",
    "a.pdf. . ": "a.pdf",
    'a<b>"c|d?*.pdf': "a_b__c_d__.pdf",
    "a:b.pdf": "b.pdf",
    "å" * 300 + ".pdf": "å" * (LONGEST - 4) + ".pdf",
    "x" * 300: "x" * LONGEST,
    "a" + "\u030a" + ".pdf": "å.pdf",
}
ANY = st.text(max_size=400) | st.text(alphabet='a./\\: \u202e\x00CON"nulæ', max_size=30)


@pytest.mark.parametrize("typed", NAMES)
def test_a_name_becomes_what_every_computer_can_write(typed):
    assert safe_name(typed) == NAMES[typed]


@given(ANY)
def test_a_safe_name_holds_nothing_that_deceives(typed):
    name = safe_name(typed)

    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*\x00')
    assert name == name.strip(" .")
    assert all(unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for sign in name)
    assert not DEVICES.fullmatch(name.split(".")[0].strip())


@given(ANY)
def test_a_safe_name_stays_as_it_is(typed):
    assert safe_name(safe_name(typed)) == safe_name(typed)


@given(ANY, st.sampled_from(["pdf", "exe", "DOCX", "step"]))
def test_the_ending_is_kept_however_long_the_name(stem, ending):
    assert ending_of(safe_name(f"{stem}x.{ending}")) == ending.lower()


@given(ANY)
def test_the_plain_name_is_ascii_and_needs_no_quotes(typed):
    plain = plain_name(safe_name(typed))

    assert plain and plain.isascii() and not set(plain) & set('"\\%\r\n;')
