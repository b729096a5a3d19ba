"""Only a public address over https is ever connected to, whatever somebody types or a name answers (S9)."""

import socket
import threading

import pytest

from portal import fetching
from portal.fetching import Unreachable, checked_url, fetch, is_public

PUBLIC = "93.184.216.34"
BAD_URLS = """
    http://example.org/a.ics ftp://example.org/a.ics file:///etc/passwd gopher://example.org/ javascript:alert(1)
    //example.org/a.ics
    example.org/a.ics https:///a.ics https:// https://user@example.org/ https://user:word@example.org/ https://example.org:8443/
    https://example.org:99999/ https://example.org:x/ https://127.0.0.1/ https://127.1/ https://0x7f.1/ https://0x7f000001/
    https://2130706433/ https://017700000001/ https://0/ https://[::1]/ https://[::ffff:127.0.0.1]/ https://[fe80::1%25eth0]/
    https://169.254.169.254/latest/meta-data https://localhost/ https://localhost./ https://router/ https://10.0.0.1/
    https://192.168.1.1/ https://172.16.0.1/ https://example.org\\@127.0.0.1/ https://example.org%2f@127.0.0.1/
    https://exa$mple.org/ https://-example.org/ https://example..org/ https://.org/ https://example.1/ https://①②⑦.⓪.⓪.①/
""".split()
BAD_URLS += [
    "https://example.org/a b",
    "https://example.org/\r\nX: y",
    "https://example.org/\x00",
    "https://example.org/" + "a" * 600,
]
INNER = """
    127.0.0.1 127.255.255.254 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254 100.64.0.1 192.0.2.1
    198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.1 fe80::1
    fe80::1%eth0 fc00::1 fd12::1 ff02::1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:a00:1:: 2001:db8::1 x
""".split()


@pytest.fixture
def listener(monkeypatch):
    """Count connections to a port of this machine, which nothing may reach."""
    server = socket.create_server(("127.0.0.1", 0))
    seen = []

    def listen():
        while True:
            try:
                seen.append(server.accept())
            except OSError:
                return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    monkeypatch.setattr(fetching, "PORT", server.getsockname()[1])
    yield seen
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(timeout=5)


def never(*_):
    raise AssertionError("a connection was made")


@pytest.mark.parametrize("url", BAD_URLS)
def test_an_address_that_is_no_plain_https_one_is_not_even_looked_up(url):
    with pytest.raises(Unreachable):
        fetch(url, resolver=never, connector=never)


@pytest.mark.parametrize("address", INNER)
def test_a_name_that_leads_to_an_inner_address_is_not_connected_to(address):
    assert not is_public(address)
    with pytest.raises(Unreachable):
        fetch("https://example.org/a.ics", resolver=lambda _: [PUBLIC, address], connector=never)


def test_the_loopback_is_not_reached_by_any_name(listener):
    for resolver in (lambda _: ["127.0.0.1"], lambda _: ["::ffff:127.0.0.1"], lambda _: [PUBLIC, "127.0.0.1"]):
        with pytest.raises(Unreachable):
            fetch("https://example.org/a.ics", resolver=resolver, seconds=1)

    assert listener == []


def test_the_connection_goes_to_the_address_that_was_looked_at():
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    asked = []

    def connector(address, host, _seconds):
        asked.append((address, host))
        return answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    assert fetch("https://Example.org/a.ics?x=1", resolver=lambda _: next(answers), connector=connector) == b"ok"
    assert asked == [(PUBLIC, "example.org")]


def answering(text, *, slow=0.0):
    """Return a socket at whose other end this answer is given."""
    ours, theirs = socket.socketpair()

    def answer():
        with theirs:
            theirs.recv(65536)
            if slow:
                threading.Event().wait(slow)
            try:
                theirs.sendall(text)
            except OSError:
                return

    threading.Thread(target=answer, daemon=True).start()
    return ours


def ask(text, **more):
    return fetch("https://example.org/a.ics", resolver=lambda _: [PUBLIC], connector=lambda *_: answering(text), **more)


@pytest.mark.parametrize(
    "text",
    [
        b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n",
        b"no http at all",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 2_500_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_answer_to_read_is_refused_in_words(text):
    with pytest.raises(Unreachable):
        ask(text)


def test_a_slow_answer_is_given_up():
    with pytest.raises(Unreachable) as refused:
        fetch(
            "https://example.org/a.ics",
            resolver=lambda _: [PUBLIC],
            connector=lambda *_: answering(b"HTTP/1.1 200 OK\r\n\r\n", slow=2),
            seconds=0.2,
        )
    assert refused.value.message == fetching.TOO_SLOW


def test_a_good_address_is_kept_as_it_is_typed():
    assert (
        checked_url(" https://kalender.example.org/privat/abc.ics?x=1 ")
        == "https://kalender.example.org/privat/abc.ics?x=1"
    )
