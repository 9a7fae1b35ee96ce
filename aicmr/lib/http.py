"""Fetching what strangers name: only from public addresses, only so many bytes, only so long.

The host is resolved once, every address must be public, and the connection goes to the address that was checked
(no second look-up that could answer differently). Redirects are followed by hand and checked alike.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from django.conf import settings

USER_AGENT = "AiCMR/0.1 (+https://github.com/aicmr)"
MOST_REDIRECTS = 5
LONGEST_URL = 2_000
PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")
# High ports on which other protocols would read a request as commands: https://fetch.spec.whatwg.org/#port-blocking
_OTHER_PROTOCOLS = {
    1719,
    1720,
    1723,
    2049,
    3659,
    4045,
    4190,
    5060,
    5061,
    6000,
    6379,
    6566,
    *range(6665, 6670),
    6679,
    6697,
}
_OTHER_PROTOCOLS |= {10080, 11211, 27017}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchError(Exception):
    """Nothing was fetched; the message is for people."""


@dataclass(frozen=True)
class Fetched:
    """`url` is the last one, after redirects; `content_type` without parameters, `charset` from them or ''."""

    url: str
    status: int
    content_type: str
    body: bytes
    charset: str = ""

    @property
    def text(self) -> str:
        for name in (self.charset, "utf-8"):
            try:
                return self.body.decode(name or "utf-8")
            except (LookupError, UnicodeDecodeError):
                continue
        return self.body.decode("utf-8", "replace")


def fetch(url: str, *, max_bytes: int, timeout: float, accept: tuple[str, ...] = ("*/*",)) -> Fetched:
    """GET `url`. `timeout`: seconds for everything together. `accept`: media types such as `text/html` or `text/*`.

    Raises FetchError for an address that is not allowed, a status other than 2xx, a type that is not accepted, more
    than `max_bytes`, or no answer in time.
    """
    deadline = time.monotonic() + timeout
    for _ in range(MOST_REDIRECTS + 1):
        parts = checked(url)
        with _answer(parts, deadline, accept) as response:
            if response.status in _REDIRECTS and response.getheader("location"):
                url = urljoin(url, response.getheader("location", ""))
                continue
            fetched = _read(url, response, max_bytes, accept)
        return fetched
    raise FetchError(f"{urlsplit(url).hostname} redirects too often.")


def checked(url: str) -> SplitResult:
    """The parts of a web address; FetchError for anything else."""
    if len(url) > LONGEST_URL or any(char <= " " or char == "\x7f" or char == "\\" for char in url.strip()):
        raise FetchError("This is not a web address: it is too long, or has spaces or control characters in it.")
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        raise FetchError(f"“{url}” is not a web address.") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise FetchError(f"“{url}” is not a web address; it must begin with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise FetchError("An address with a user name or password in it is not fetched.")
    if parts.port is not None and (
        parts.port in _OTHER_PROTOCOLS or (parts.port < 1024 and parts.port not in (80, 443))
    ):
        raise FetchError(f"Nothing is fetched from port {parts.port}: web servers do not stand there.")
    return parts


def addresses_of(host: str, port: int, *, allow_private: bool = False) -> list[str]:
    """What `host` resolves to. FetchError if it does not, or if any of it is not public (unless `allow_private`)."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(f"There is no server named {host}.") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private:
        for address in addresses:
            if not is_public(ipaddress.ip_address(address.split("%")[0])):
                raise FetchError(f"{host} is an address inside a private network, which is not fetched from.")
    return addresses


def is_public(address: Address) -> bool:
    """Reachable from the whole internet; an IPv6 address that carries an IPv4 address is judged by both."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64_LOCAL:
            return False
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64 or address.packed[:12] == bytes(12):
            inner = ipaddress.IPv4Address(address.packed[12:])
        if inner is not None and not is_public(inner):
            return False
        if address.ipv4_mapped:
            return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


@contextmanager
def _answer(parts: SplitResult, deadline: float, accept: tuple[str, ...]) -> Iterator[http.client.HTTPResponse]:
    """The response's head, from a connection that is torn down at the deadline whatever it is doing."""
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    name = parts.hostname
    try:
        connection = _connected(parts.scheme, host, port, deadline)
    except (OSError, UnicodeError) as error:
        raise FetchError(_unreachable(name, error, deadline)) from None
    watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), _tear_down, [connection.sock])
    watchdog.daemon = True
    watchdog.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        headers = {"User-Agent": USER_AGENT, "Accept": ", ".join(accept), "Accept-Encoding": "gzip, identity"}
        connection.request("GET", _target(parts), headers=headers)
        yield connection.getresponse()
        if time.monotonic() >= deadline:  # torn down: what came may be half of it
            raise TimeoutError
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(_unreachable(name, error, deadline)) from None
    finally:
        watchdog.cancel()
        connection.close()


def _connected(scheme: str, host: str, port: int, deadline: float) -> http.client.HTTPConnection:
    error: OSError = OSError("no address")
    for address in _looked_up(host, port, deadline):
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            sock = socket.create_connection((address, port), timeout=left)
            if scheme == "https":
                context = ssl.create_default_context()
                sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        except OSError as failure:
            error = failure
            continue
        # HTTPConnection writes Host and speaks the protocol; it does not connect, since it has a socket.
        connection = http.client.HTTPConnection(host, port, timeout=left)
        connection.default_port = PORTS[scheme]
        connection.sock = sock
        return connection
    raise error


def _looked_up(host: str, port: int, deadline: float) -> list[str]:
    """`addresses_of`, in a thread that is left behind at the deadline: the system's resolver knows none."""
    found: Future[list[str]] = Future()

    def look() -> None:
        try:
            found.set_result(addresses_of(host, port, allow_private=settings.FETCH_ALLOW_PRIVATE))
        except BaseException as error:  # carried to whoever waits
            found.set_exception(error)

    threading.Thread(target=look, name="look-up", daemon=True).start()
    try:
        return found.result(max(0.0, deadline - time.monotonic()))
    except FutureTimeout:
        raise TimeoutError from None


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit(("", "", path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"), ""))


def _read(url: str, response: http.client.HTTPResponse, max_bytes: int, accept: tuple[str, ...]) -> Fetched:
    host = urlsplit(url).hostname
    if not 200 <= response.status < 300:
        raise FetchError(f"{host} answered {response.status} {response.reason} instead of the page.")
    content_type = response.headers.get_content_type()
    if not any(_matches(content_type, wanted) for wanted in accept):
        raise FetchError(f"{host} sent {content_type}; only {', '.join(accept)} can be used.")
    if (response.length or 0) > max_bytes:
        raise FetchError(_too_large(host, max_bytes))
    expand = _expander(response.getheader("content-encoding", ""), host)
    body = bytearray()
    while chunk := response.read1(65_536):
        body += expand(chunk, max_bytes + 1 - len(body))
        if len(body) > max_bytes:
            raise FetchError(_too_large(host, max_bytes))
    if response.length:
        raise http.client.IncompleteRead(bytes(body), response.length)
    charset = response.headers.get_content_charset("")
    return Fetched(url, response.status, content_type, bytes(body), charset)


def _expander(encoding: str, host: str | None) -> Callable[[bytes, int], bytes]:
    """Never expands to more than it is asked for, so that a small answer cannot fill the memory."""
    if encoding.lower() in ("", "identity"):
        return lambda chunk, _: chunk
    if encoding.lower() != "gzip":
        raise FetchError(f"{host} sent an encoding that cannot be read ({encoding}).")
    gunzip = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def expand(chunk: bytes, most: int) -> bytes:
        try:
            return gunzip.decompress(chunk, max(most, 1))
        except zlib.error:
            raise FetchError(f"{host} sent data that cannot be read.") from None

    return expand


def _matches(content_type: str, wanted: str) -> bool:
    return wanted in ("*/*", content_type) or (wanted.endswith("/*") and content_type.startswith(wanted[:-1]))


def _too_large(host: str | None, max_bytes: int) -> str:
    return f"{host} sent more than {max(1, max_bytes // 1000):,} kB, which is too much."


def _unreachable(host: str | None, error: Exception, deadline: float) -> str:
    if isinstance(error, TimeoutError) or time.monotonic() >= deadline - 0.05:
        return f"{host} did not answer in time."
    if isinstance(error, ssl.SSLError):
        return f"{host} could not prove who it is: {error.reason or 'its certificate is not valid'}."
    return f"{host} could not be reached or broke off."


def _tear_down(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        sock.close()
