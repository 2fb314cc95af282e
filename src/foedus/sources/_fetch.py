"""Fetch an address of the public web, and nothing else.

Only http and https; at most five redirects; every host name is resolved first and its addresses
checked, and the connection is made to the address that was checked, so that a name that changes
its answer in between gains nothing. Bounded in bytes and in time.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from foedus._errors import FetchError

if TYPE_CHECKING:
    import ssl

    import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_BYTES = 25 * 1024 * 1024
MAX_SECONDS = 30.0
MAX_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: the final address, its media type and character set, and the bytes."""

    address: str
    media_type: str
    charset: str | None
    body: bytes


def is_public(address: Address) -> bool:
    """Whether an address is on the public network.

    Loopback, private, link-local, shared, multicast and reserved ones are not; nor are IPv6
    addresses that stand for such an IPv4 address.

    >>> is_public(ipaddress.ip_address("169.254.169.254"))
    False
    >>> is_public(ipaddress.ip_address("::ffff:127.0.0.1"))
    False
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or getattr(address, "is_site_local", False)
    )


def _resolve(host: str, port: int) -> list[Address]:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise FetchError(
            f"the host name '{host}' cannot be resolved",
            hint="check the address, and that this computer is online",
        ) from problem
    # a scope ("fe80::1%eth0") is no part of the address itself
    return [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]


def fetch(
    address: str,
    *,
    max_bytes: int = MAX_BYTES,
    max_seconds: float = MAX_SECONDS,
    permits: Callable[[Address], bool] = is_public,
) -> Fetched:
    """Fetch an address.

    Parameters
    ----------
    address
        An http or https address.
    max_bytes, max_seconds
        Bounds on the size of the answer and on the whole time, redirects included.
    permits
        Which network addresses may be connected to.

    Raises
    ------
    FetchError
        With the reason: not http(s); a private address, also after a redirect or by DNS; too
        many redirects; too large; too slow; the server's refusal.
    """
    import httpcore

    deadline = time.monotonic() + max_seconds
    current = address
    backend = _backend(permits, deadline)
    with httpcore.ConnectionPool(network_backend=backend, retries=0) as pool:
        for _ in range(MAX_REDIRECTS + 1):
            _check(current, address)
            try:
                answer = _get(pool, current, max_bytes, deadline)
            except FetchError as problem:
                raise FetchError(
                    problem.message, where=_where(address, current), hint=problem.hint
                ) from problem
            except (httpcore.TimeoutException, TimeoutError) as problem:
                raise FetchError(
                    f"no answer within {max_seconds:g} seconds", where=_where(address, current)
                ) from problem
            except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as problem:
                raise FetchError(
                    f"the connection failed: {problem}", where=_where(address, current)
                ) from problem
            if isinstance(answer, Fetched):
                return answer
            current = _follow(current, answer, address)
    raise FetchError(f"more than {MAX_REDIRECTS} redirects", where=address)


def _where(first: str, current: str) -> str:
    return first if first == current else f"{first} (redirected to {current})"


def _follow(current: str, location: str, first: str) -> str:
    try:
        return urljoin(current, location)
    except ValueError as problem:
        raise FetchError(
            f"the server redirects to what is not an address: {problem}",
            where=_where(first, current),
        ) from None


def _in_ascii(address: str) -> SplitResult:
    """Return an address as it goes over the wire: letters beyond ASCII encoded (RFC 3987).

    >>> _in_ascii("https://пример.example/Договор?q=1").geturl()
    'https://xn--e1afmkfd.example/%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80?q=1'
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as problem:
            raise FetchError(f"'{host}' is not a host name") from problem
    netloc = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        netloc += f":{parts.port}"
    return parts._replace(
        netloc=netloc,
        path=quote(parts.path, safe="/%:@!$&'()*+,;=~-._"),
        query=quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"),
        fragment="",
    )


def _check(current: str, first: str) -> None:
    try:
        parts = urlsplit(current)
        port = parts.port
    except ValueError as problem:
        raise FetchError(
            f"this is not an address: {problem}", where=_where(first, current)
        ) from None
    if parts.scheme not in ("http", "https"):
        raise FetchError(
            f"only http and https are fetched, not '{parts.scheme or 'nothing'}'",
            where=_where(first, current),
        )
    if not parts.hostname or port == 0:
        raise FetchError("the address names no host", where=_where(first, current))
    if parts.username or parts.password:
        raise FetchError(
            "the address carries a user name or password", where=_where(first, current)
        )


def _get(
    pool: httpcore.ConnectionPool, address: str, max_bytes: int, deadline: float
) -> Fetched | str:
    """Fetch one address; return what came, or where a redirect points."""
    left = max(deadline - time.monotonic(), 0.001)
    parts = _in_ascii(address)
    headers: dict[bytes | str, bytes | str] = {
        "Host": parts.netloc,
        "User-Agent": "foedus (research on treaties; reads single pages)",
        "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.1",
        "Accept-Encoding": "gzip",
    }
    url = parts.geturl()
    timeouts = {"connect": min(10.0, left), "read": min(15.0, left), "write": 10.0, "pool": 10.0}
    with pool.stream("GET", url, headers=headers, extensions={"timeout": timeouts}) as response:
        found = {key.decode().lower(): value.decode("latin-1") for key, value in response.headers}
        if response.status in _REDIRECTS and "location" in found:
            return _as_text(found["location"])
        if response.status != 200:
            raise FetchError(
                f"the server answered {response.status}{_meaning(response.status)}",
                hint="check the address in a browser; or save the page and add the file",
            )
        body = _bounded(
            response.iter_stream(), found.get("content-encoding", ""), max_bytes, deadline
        )
    media, _, rest = found.get("content-type", "").partition(";")
    charset = rest.partition("charset=")[2].strip(" \"'").partition(";")[0] or None
    return Fetched(url, media.strip().lower(), charset, body)


def _as_text(header: str) -> str:
    """Return a header that a server may have sent in UTF-8, against the rules."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return header


def _meaning(status: int) -> str:
    meanings = {
        401: " (a login is needed)",
        403: " (forbidden)",
        404: " (not found)",
        410: " (gone)",
        429: " (too many requests)",
        451: " (withheld for legal reasons)",
        500: " (an error of the server)",
        503: " (not available now)",
    }
    return meanings.get(status, "")


def _bounded(chunks: Iterable[bytes], encoding: str, max_bytes: int, deadline: float) -> bytes:
    """Collect a body within its bounds; what gzip hides counts at its full size."""
    zipped = encoding.lower() in ("gzip", "x-gzip", "deflate")
    unzip = zlib.decompressobj(47) if zipped else None
    if encoding and unzip is None and encoding.lower() != "identity":
        raise FetchError(f"the server sent an encoding that was not asked for: {encoding}")
    body = bytearray()
    for chunk in chunks:
        try:
            body += unzip.decompress(chunk, max_bytes + 1) if unzip else chunk
        except zlib.error as problem:
            raise FetchError(f"the answer is damaged: {problem}") from problem
        if len(body) > max_bytes:
            raise FetchError(
                f"the document is larger than {max_bytes / 1024**2:g} MB",
                hint="save it and add the file",
            )
        if time.monotonic() > deadline:
            raise TimeoutError
    if unzip is not None and not unzip.eof:
        raise FetchError("the answer broke off before its end", hint="try again")
    return bytes(body)


def _backend(permits: Callable[[Address], bool], deadline: float) -> httpcore.NetworkBackend:
    import httpcore

    class Timed(httpcore.NetworkStream):
        """A connection on which no single read outlasts the time that is left in all.

        Without it a server that sends its headers a byte at a time could hold on for hours.
        """

        def __init__(self, inner: httpcore.NetworkStream) -> None:
            self._inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            left = deadline - time.monotonic()
            if left <= 0:
                raise httpcore.ReadTimeout
            return self._inner.read(max_bytes, left if timeout is None else min(timeout, left))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._inner.write(buffer, timeout)

        def close(self) -> None:
            self._inner.close()

        def start_tls(
            self,
            ssl_context: ssl.SSLContext,
            server_hostname: str | None = None,
            timeout: float | None = None,
        ) -> httpcore.NetworkStream:
            return Timed(self._inner.start_tls(ssl_context, server_hostname, timeout))

        def get_extra_info(self, info: str) -> Any:
            return self._inner.get_extra_info(info)

    class Guarded(httpcore.SyncBackend):
        """Connects to an address only after it was checked, and to that very address."""

        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
        ) -> httpcore.NetworkStream:
            candidates = _resolve(host, port)
            refused = [found for found in candidates if not permits(found)]
            if refused:
                raise FetchError(
                    f"'{host}' is at {refused[0]}, which is not on the public network",
                    hint="Foedus fetches public addresses only; save the page and add the file",
                )
            problem: Exception | None = None
            for candidate in candidates:
                left = max(deadline - time.monotonic(), 0.001)
                try:
                    stream = super().connect_tcp(
                        str(candidate),
                        port,
                        left if timeout is None else min(timeout, left),
                        local_address,
                        socket_options,
                    )
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                    problem = failure
                    continue
                return Timed(stream)
            raise problem or FetchError(f"'{host}' has no address")

    return Guarded()
