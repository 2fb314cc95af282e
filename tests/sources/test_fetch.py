"""Fetching: against a real server on this computer, and never from a private network by default."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from foedus import FetchError, SourceError
from foedus.sources import _fetch, fetch, is_public, read_address

PAGE = "<html><body><article><p>{}</p></article></body></html>"
WORDS = "Armenia has frozen its participation in the Collective Security Treaty Organization. " * 4


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name, _, number = self.path.lstrip("/").partition("-")
        getattr(self, f"_{name}", self._missing)(number)

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self, _: str) -> None:
        self._send(PAGE.format(WORDS).encode())

    def _plain(self, _: str) -> None:
        self._send("Пашинян".encode("cp1251"), Content_Type="text/plain; charset=windows-1251")

    def _odd(self, _: str) -> None:
        self._send(WORDS.encode(), Content_Type="text/plain; charset=undefined")

    def _image(self, _: str) -> None:
        self._send(b"\x89PNG", Content_Type="image/png")

    def _zipped(self, _: str) -> None:
        assert "gzip" in self.headers["Accept-Encoding"]
        self._send(gzip.compress(PAGE.format(WORDS).encode()), Content_Encoding="gzip")

    def _bomb(self, megabytes: str) -> None:
        self._send(gzip.compress(b"\0" * int(megabytes) * 1024**2), Content_Encoding="gzip")

    def _broken(self, _: str) -> None:
        self._send(gzip.compress(WORDS.encode())[:-12], Content_Encoding="gzip")

    def _notzip(self, _: str) -> None:
        self._send(b"not gzip at all", Content_Encoding="gzip")

    def _brotli(self, _: str) -> None:
        self._send(b"abc", Content_Encoding="br")

    def _large(self, kilobytes: str) -> None:
        self._send(b"x" * int(kilobytes) * 1024)

    def _endless(self, _: str) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.close_connection = True

    def _slow(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self._drip()

    def _headers(self, _: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drip()

    def _drip(self) -> None:
        try:
            for _ in range(60):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass
        self.close_connection = True

    def _status(self, code: str) -> None:
        self._send(b"", int(code))

    def _hop(self, number: str) -> None:
        where = f"/hop-{int(number) - 1}" if int(number) > 1 else "/page"
        self._send(b"", 302, Location=where)

    def _loop(self, _: str) -> None:
        self._send(b"", 301, Location="/loop")

    def _to(self, where: str) -> None:
        self._send(b"", 302, Location=self.server.targets[where])  # type: ignore[attr-defined]

    def _path(self, _: str) -> None:
        self._send(self.requestline.encode())

    def _missing(self, _: str) -> None:
        self._send(self.requestline.encode(), 200 if "%" in self.path else 404)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    targets: dict[str, str]

    def handle_error(self, *_: object) -> None:
        """Let clients break off without noise."""


@pytest.fixture(scope="module")
def server() -> Iterator[_Server]:
    made = _Server(("127.0.0.1", 0), _Handler)
    made.targets = {
        "file": "file:///etc/passwd",
        "ftp": "ftp://example.org/x",
        "local": f"http://127.0.0.2:{made.server_port}/page",
        "name": f"http://localhost:{made.server_port}/page",
        "metadata": "http://169.254.169.254/latest/meta-data",
        "login": f"http://user:secret@127.0.0.1:{made.server_port}/page",
        "nonsense": "http://[::1",
        "cyrillic": "/Договор".encode().decode("latin-1"),
    }
    thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def site(server: _Server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def anywhere(_: object) -> bool:
    return True


def only_this(address: _fetch.Address) -> bool:
    """Permit the test's server, and otherwise what is permitted by default."""
    return str(address) == "127.0.0.1" or is_public(address)


def test_a_page(site: str) -> None:
    got = fetch(f"{site}/page#part", permits=anywhere)
    assert (got.address, got.media_type, got.charset) == (f"{site}/page", "text/html", "utf-8")
    assert got.body == PAGE.format(WORDS).encode()


def test_a_compressed_page(site: str) -> None:
    assert fetch(f"{site}/zipped", permits=anywhere).body == PAGE.format(WORDS).encode()


def test_an_address_becomes_a_source(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "foedus.sources._read.fetch", lambda address: fetch(address, permits=anywhere)
    )
    source = read_address(f"{site}/hop-2")
    assert source.text.startswith("Armenia has frozen its participation")
    assert source.address == f"{site}/page"
    assert source.retrieved is not None
    assert read_address(f"{site}/plain").text == "Пашинян"
    assert read_address(f"{site}/odd").text == WORDS
    with pytest.raises(SourceError, match="type 'image/png' is not read"):
        read_address(f"{site}/image")


def test_letters_beyond_ascii_are_encoded(site: str) -> None:
    body = fetch(f"{site}/Договор 1992?q=ж&a=%20", permits=anywhere).body.decode()
    assert body.split()[1] == "/%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80%201992?q=%D0%B6&a=%20"
    body = fetch(f"{site}/to-cyrillic", permits=anywhere).body.decode()
    assert body.split()[1] == "/%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80"


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "404 .not found"), (403, "403 .forbidden"), (500, "500 .an error"), (418, "418")],
)
def test_the_servers_refusal_is_told(site: str, status: int, words: str) -> None:
    with pytest.raises(FetchError, match=f"the server answered {words}"):
        fetch(f"{site}/status-{status}", permits=anywhere)


def test_five_redirects_are_followed_and_six_are_not(site: str) -> None:
    assert fetch(f"{site}/hop-5", permits=anywhere).address == f"{site}/page"
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch(f"{site}/hop-6", permits=anywhere)
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch(f"{site}/loop", permits=anywhere)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("file", "only http and https are fetched, not 'file'"),
        ("ftp", "only http and https are fetched, not 'ftp'"),
        ("local", "127.0.0.2, which is not on the public network"),
        ("metadata", "169.254.169.254, which is not on the public network"),
        ("login", "carries a user name or password"),
        ("nonsense", "redirects to what is not an address"),
    ],
)
def test_a_redirect_is_checked_like_an_address(site: str, target: str, message: str) -> None:
    with pytest.raises(FetchError, match=message) as caught:
        fetch(f"{site}/to-{target}", permits=only_this)
    assert f"{site}/to-{target}" in str(caught.value)


def test_what_is_too_large_is_refused(site: str) -> None:
    assert len(fetch(f"{site}/large-10", permits=anywhere, max_bytes=10240).body) == 10240
    with pytest.raises(FetchError, match="larger than"):
        fetch(f"{site}/large-11", permits=anywhere, max_bytes=10240)
    with pytest.raises(FetchError, match="larger than"):
        fetch(f"{site}/endless", permits=anywhere, max_bytes=1024**2)


def test_a_gzip_bomb_counts_at_its_full_size(site: str) -> None:
    with pytest.raises(FetchError, match="larger than 1 MB"):
        fetch(f"{site}/bomb-20", permits=anywhere, max_bytes=1024**2)


def test_damaged_answers(site: str) -> None:
    with pytest.raises(FetchError, match="broke off"):
        fetch(f"{site}/broken", permits=anywhere)
    with pytest.raises(FetchError, match="damaged"):
        fetch(f"{site}/notzip", permits=anywhere)
    with pytest.raises(FetchError, match="not asked for: br"):
        fetch(f"{site}/brotli", permits=anywhere)


@pytest.mark.parametrize("page", ["slow", "headers"])
def test_what_is_too_slow_is_given_up(site: str, page: str) -> None:
    begun = time.monotonic()
    with pytest.raises(FetchError, match=r"no answer within 0\.4 seconds"):
        fetch(f"{site}/{page}", permits=anywhere, max_seconds=0.4)
    assert time.monotonic() - begun < 2


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="the connection failed"):
        fetch(f"http://127.0.0.1:{port}/", permits=anywhere)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fec0::1]",
        "[fd00::1]",
        "[::ffff:10.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::10.0.0.1]",
        "[2002:7f00:1::]",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "localhost",
    ],
)
def test_private_addresses_are_refused_by_default(server: _Server, host: str) -> None:
    with pytest.raises(FetchError, match=r"not on the public network|cannot be resolved"):
        fetch(f"http://{host}:{server.server_port}/page")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("ftp://example.org/x", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://example.org/", "only http and https"),
        ("example.org", "only http and https are fetched, not 'nothing'"),
        ("http://user:secret@example.org/", "user name or password"),
        ("http://user@example.org/", "user name or password"),
        ("http:///path", "names no host"),
        ("http://", "names no host"),
        ("http://example.org:0/", "names no host"),
        ("http://example.org:99999/", "not an address"),
        ("http://[::1/", "not an address"),
        (f"http://{'ж' * 80}.example/", r"not a host name|cannot be resolved"),
    ],
)
def test_what_is_no_address_of_the_web(address: str, message: str) -> None:
    with pytest.raises(FetchError, match=message):
        fetch(address)


def _answers(*rounds: list[str]) -> Any:
    """A resolver that gives one list of addresses after another, and then keeps to the last."""
    left = list(rounds)

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[Any]:
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    return getaddrinfo


def test_a_name_that_resolves_to_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answers(["10.0.0.5"]))
    with pytest.raises(FetchError, match=r"'intranet.example' is at 10.0.0.5"):
        fetch("http://intranet.example/")


def test_one_private_answer_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answers(["93.184.216.34", "192.168.0.1"]))
    with pytest.raises(FetchError, match=r"192\.168\.0\.1, which is not on the public network"):
        fetch("http://mixed.example/")


def test_a_name_that_changes_its_answer_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def create_connection(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(socket, "getaddrinfo", _answers(["93.184.216.34"], ["127.0.0.1"]))
    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(FetchError, match="the connection failed"):
        fetch("http://rebind.example/")
    assert tried == ["93.184.216.34"]  # the one that was checked, as a number; no second look-up


def test_the_next_address_is_tried(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answers(["127.0.0.9", "127.0.0.1"]))
    got = fetch(f"http://two.example:{server.server_port}/page", permits=anywhere)
    assert got.address == f"http://two.example:{server.server_port}/page"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("8.8.8.8", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::8.8.8.8", True),
        ("2002:808:808::", True),
        ("198.18.0.1", False),
        ("203.0.113.1", False),
        ("255.255.255.255", False),
        ("2001:db8::1", False),
        ("ff02::1", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public
