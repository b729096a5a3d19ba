"""Names of files as other people's computers may safely write them."""

import re
import unicodedata

LONGEST = 120
# What a computer takes for a device, whatever ending it has; the raised digits count as digits to Windows.
DEVICES = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
NEVER_IN_A_NAME = re.compile(r'[<>:"|?*]')
NAMELESS = "fil"


def safe_name(typed: str) -> str:
    """Return the name without path, control and direction signs, fit for every file system, its ending kept.

    What is left of nothing is "fil"; the same name comes back when a safe one is asked about.
    """
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", _visible(typed))[-1])
    name = NEVER_IN_A_NAME.sub("_", re.sub(r"^[A-Za-z]:", "", name))
    stem, ending = _cut(_bare(name))
    if DEVICES.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    if not ending:
        return _bare(stem[:LONGEST]) or NAMELESS
    return f"{_bare(stem[: LONGEST - len(ending) - 1]) or NAMELESS}.{ending}"


def ending_of(name: str) -> str:
    """Return what stands after the last full stop, in small letters; nothing when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def plain_name(name: str) -> str:
    """Return the name in ASCII, for programs that read nothing else."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    stem, ending = _cut(_bare(re.sub(r"[^A-Za-z0-9._ ()-]", "_", letters)))
    return f"{stem or NAMELESS}.{ending}" if ending else stem or NAMELESS


def _visible(name: str) -> str:
    """Leave out what is not seen: controls, marks of direction, joiners, halves of signs, signs of private use."""
    spaced = re.sub(r"\s", " ", name)
    return "".join(
        sign for sign in spaced if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )


def _bare(name: str) -> str:
    """Take full stops and white space off the ends: Windows does so by itself, and dots in front hide a file."""
    return re.sub(r"\s+", " ", name).strip(" .")


def _cut(name: str) -> tuple[str, str]:
    """Return what stands before the last full stop, and the ending if it looks like one."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,10}", ending):
        return name, ""
    return _bare(stem), ending
