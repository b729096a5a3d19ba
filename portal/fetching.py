"""Reading an address that somebody typed: https only, never an inner network, never far or long. The only way out of the house.

The name is looked up once, every address it has must be a public one, and the connection goes to the address that was
looked at: a name that answers differently the second time gains nothing. Redirects are not followed, and nothing that we know
is sent along.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from urllib.parse import urlsplit

from portal.errors import N_, Refusal

PORT = 443
MOST_BYTES = 2_000_000
SECONDS = 10.0
CHUNK = 65_536
LONGEST_URL = 500
HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.[a-z][a-z0-9-]*[a-z0-9]\Z"
)
HEADERS = {"User-Agent": "Testporten", "Accept": "text/calendar", "Accept-Encoding": "identity"}

NO_ADDRESS = N_("Skriv en hel adress som börjar med https://, utan användarnamn och port.")
NO_ANSWER = N_("Adressen svarar inte.")
INNER = N_("Adressen leder till ett inre nät och läses inte.")
REFUSED = N_("Adressen svarar med ett fel eller hänvisar vidare. Ange den adress där kalendern själv finns.")
TOO_LARGE = N_("Svaret är större än 2 MB och läses inte.")
TOO_SLOW = N_("Svaret kom inte inom tio sekunder.")


class Unreachable(Refusal):
    """The address cannot be read, or may not be."""


def resolve(host: str) -> list[str]:
    """Return the numeric addresses of the name."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)]


def connect(address: str, host: str, seconds: float) -> ssl.SSLSocket:
    """Return a connection to this very address whose certificate is the host's."""
    plain = socket.create_connection((address, PORT), timeout=seconds)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def checked_url(url: str) -> str:
    """Return the address as it may be read. Raise Unreachable for what is no plain https address."""
    _split(url)
    return url.strip()


def fetch(
    url: str,
    *,
    seconds: float = SECONDS,
    resolver: Callable[[str], Sequence[str]] = resolve,
    connector: Callable[[str, str, float], socket.socket] = connect,
) -> bytes:
    """Return what the address answers. Raise Unreachable, with the reason in words, when it gives nothing to read."""
    host, target = _split(url)
    deadline = time.monotonic() + seconds
    address = _public_address(host, resolver)
    try:
        connection = connector(address, host, seconds)
        with connection:
            return _read(connection, host, target, deadline)
    except TimeoutError:
        raise Unreachable(TOO_SLOW) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable(NO_ANSWER) from None


def _split(url: str) -> tuple[str, str]:
    """Return host and target of the address."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode("ascii").lower()
    except ValueError:
        raise Unreachable(NO_ADDRESS) from None
    plain = parts.scheme == "https" and port in (None, PORT) and "@" not in parts.netloc and HOST.match(host)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not plain or len(url) > LONGEST_URL or not target.isascii() or re.search(r"[\x00-\x20\x7f]", target):
        raise Unreachable(NO_ADDRESS)
    return host, target


def _public_address(host: str, resolver: Callable[[str], Sequence[str]]) -> str:
    try:
        found = list(resolver(host))
    except (OSError, UnicodeError):
        raise Unreachable(NO_ANSWER) from None
    if not found:
        raise Unreachable(NO_ANSWER)
    if not all(is_public(address) for address in found):
        raise Unreachable(INNER)
    return found[0]


def is_public(address: str) -> bool:
    """Return whether this is an address of the open internet, whatever it is wrapped in."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


def _read(connection: socket.socket, host: str, target: str, deadline: float) -> bytes:
    connection.settimeout(_left(deadline))
    lines = [f"GET {target} HTTP/1.1", f"Host: {host}", *(f"{name}: {text}" for name, text in HEADERS.items())]
    connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("ascii"))
    with closing(http.client.HTTPResponse(connection, method="GET")) as answer:
        answer.begin()
        if answer.status != 200:
            raise Unreachable(REFUSED)
        return _body(answer, connection, deadline)


def _body(answer: http.client.HTTPResponse, connection: socket.socket, deadline: float) -> bytes:
    parts, size = [], 0
    while part := answer.read1(CHUNK):
        size += len(part)
        if size > MOST_BYTES:
            raise Unreachable(TOO_LARGE)
        parts.append(part)
        connection.settimeout(_left(deadline))
    return b"".join(parts)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
