"""What is fetched, and what never is."""

import gzip
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from aicmr.lib import http
from aicmr.lib.http import Fetched, FetchError, fetch

PAGE = "<p>Größe</p>".encode()


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[dict[str, str]]

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
        name = self.path.strip("/").split("/")[0].split("?")[0]
        getattr(self, f"get_{name or 'page'}")()

    def send(self, body: bytes = PAGE, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        headers = {"content_type": "text/html; charset=utf-8", "content_length": str(len(body)), **headers}
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def get_page(self) -> None:
        self.send()

    def get_away(self) -> None:
        self.send(b"", 302, location="/page")

    def get_loop(self) -> None:
        self.send(b"", 302, location="/loop")

    def get_inside(self) -> None:
        self.send(b"", 302, location="http://10.0.0.1/secret")

    def get_file(self) -> None:
        self.send(b"", 301, location="file:///etc/passwd")

    def get_gone(self) -> None:
        self.send(b"no", 404)

    def get_picture(self) -> None:
        self.send(b"x", content_type="image/png")

    def get_large(self) -> None:
        self.send(b"x" * 3_000)

    def get_endless(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        except OSError:
            self.close_connection = True

    def get_bomb(self) -> None:
        self.send(gzip.compress(b"x" * 5_000_000), content_encoding="gzip")

    def get_packed(self) -> None:
        self.send(gzip.compress(PAGE), content_encoding="gzip")

    def get_strange(self) -> None:
        self.send(content_encoding="br")

    def get_short(self) -> None:
        self.send(content_length="99")
        self.close_connection = True

    def get_slow(self) -> None:
        self._drip(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 999\r\n\r\n", b"x")

    def get_slowhead(self) -> None:
        self._drip(b"HTTP/1.1 200 OK\r\nx-slow: ", b"x")

    def _drip(self, start: bytes, drop: bytes) -> None:
        """A byte now and then, so that no single wait is long."""
        try:
            self.wfile.write(start)
            for _ in range(100):
                self.wfile.write(drop)
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass
        self.close_connection = True

    def get_nonsense(self) -> None:
        self.wfile.write(b"this is not http\r\n\r\n")
        self.close_connection = True


@pytest.fixture
def asked() -> list[dict[str, str]]:
    return []


@pytest.fixture
def address(asked: list[dict[str, str]]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Pages,), {"asked": asked}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def inside_allowed(settings: Any) -> None:
    settings.FETCH_ALLOW_PRIVATE = True


def get(url: str, **options: Any) -> Fetched:
    return fetch(url, **{"max_bytes": 2_000, "timeout": 3.0, "accept": ("text/html", "text/plain"), **options})


@pytest.mark.usefixtures("inside_allowed")
def test_a_page_comes_with_its_type_and_text(address: str, asked: list[dict[str, str]]) -> None:
    page = get(f"{address}/page?q=größe ä".replace(" ", "%20"))
    assert (page.status, page.content_type, page.body, page.text) == (200, "text/html", PAGE, "<p>Größe</p>")
    assert asked[0]["path"] == "/page?q=gr%C3%B6%C3%9Fe%20%C3%A4"
    assert asked[0]["host"] == address.removeprefix("http://")


@pytest.mark.usefixtures("inside_allowed")
def test_redirects_are_followed_and_the_last_address_is_told(address: str) -> None:
    assert get(f"{address}/away").url == f"{address}/page"


@pytest.mark.usefixtures("inside_allowed")
def test_packed_pages_are_unpacked(address: str) -> None:
    assert get(f"{address}/packed").body == PAGE


@pytest.mark.usefixtures("inside_allowed")
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("loop", "redirects too often"),
        ("file", "must begin with https:// or http://"),
        ("gone", "answered 404"),
        ("picture", "sent image/png; only text/html, text/plain can be used"),
        ("large", "sent more than 2 kB"),
        ("endless", "sent more than 2 kB"),
        ("bomb", "sent more than 2 kB"),
        ("strange", "encoding that cannot be read"),
        ("short", "broke off"),
        ("nonsense", "could not be reached or broke off"),
    ],
)
def test_what_cannot_be_used_is_said(address: str, path: str, says: str) -> None:
    with pytest.raises(FetchError, match=says):
        get(f"{address}/{path}")


@pytest.mark.usefixtures("inside_allowed")
@pytest.mark.parametrize("path", ["slow", "slowhead"])
def test_a_server_that_drips_is_left_at_the_deadline(address: str, path: str) -> None:
    began = time.monotonic()
    with pytest.raises(FetchError, match="did not answer in time"):
        get(f"{address}/{path}", timeout=0.6)
    assert time.monotonic() - began < 2


@pytest.mark.usefixtures("inside_allowed")
def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(FetchError, match="could not be reached"):
        get("http://127.0.0.1:1025/")


@pytest.fixture
def secure_address(address: str, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server named localhost with a certificate that only those trust who are told to; and the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Pages,), {"asked": []}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"https://localhost:{server.server_address[1]}", path
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("inside_allowed")
def test_a_server_must_prove_its_name(secure_address: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    address, certificate = secure_address
    with pytest.raises(FetchError, match="could not prove who it is"):
        get(address)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert get(address).body == PAGE
    with pytest.raises(FetchError, match="could not prove who it is"):
        get(address.replace("localhost", "127.0.0.1"))


def test_this_machine_is_not_fetched_from(address: str, asked: list[dict[str, str]]) -> None:
    with pytest.raises(FetchError, match="inside a private network"):
        get(address)
    assert asked == []


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0.0.0.0", "localhost"),
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1"),
        *("224.0.0.1", "255.255.255.255", "240.0.0.1"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[fe80::1]", "[fc00::1]"),
        *(
            "[ff02::1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b:1::7f00:1]",
            "[2002:7f00:1::]",
            "[2001:0:53aa:64c:0:0:80ff:fffe]",
            "[2001:db8::1]",
        ),
        "①②⑦.⓪.⓪.①",
    ],
)
def test_no_spelling_of_an_inner_address_is_fetched_from(host: str) -> None:
    with pytest.raises(FetchError):
        get(f"http://{host}/", timeout=1.0)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_public(address: str) -> None:
    assert http.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "//example.org/", "example.org", ""),
        *("http://example.org:25/", "https://example.org:22/", "http://example.org:6379/", "http://example.org:0/"),
        *("javascript:alert(1)", "http://", "http:///path", "http://example.org:port/", "http://[::1"),
        *("http://user:secret@example.org/", "http://example.org/a b", "http://example.org/\r\nHost: inner"),
        *("http://example.org\\@127.0.0.1/", "http://example.org/" + "x" * 2_000),
    ],
)
def test_what_is_no_web_address_is_not_fetched(url: str) -> None:
    with pytest.raises(FetchError):
        get(url)


def answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let names resolve to these addresses, one list for each look-up; returns the names that were looked up."""
    asked: list[str] = []
    rest = list(answers)

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        found = rest.pop(0) if len(rest) > 1 else rest[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def connecting(monkeypatch: pytest.MonkeyPatch, to: str) -> list[tuple[str, int]]:
    """Let every connection go to the test's server; returns where it was meant to go."""
    meant: list[tuple[str, int]] = []
    host, _, port = to.removeprefix("http://").partition(":")

    def create_connection(address: tuple[str, int], **options: Any) -> socket.socket:
        meant.append(address)
        sock = socket.socket()
        sock.settimeout(options.get("timeout"))
        sock.connect((host, int(port)))
        return sock

    monkeypatch.setattr(socket, "create_connection", create_connection)
    return meant


def test_a_name_is_looked_up_once_and_that_address_is_used(
    address: str, asked: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = connecting(monkeypatch, address)
    names = answering(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    assert get("http://rebinding.example/page").body == PAGE
    assert (names, meant) == (["rebinding.example"], [("93.184.216.34", 80)])
    assert asked[0]["host"] == "rebinding.example"


def test_a_name_server_that_hangs_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
    began = time.monotonic()
    with pytest.raises(FetchError, match="did not answer in time"):
        get("http://slow-name.example/", timeout=0.3)
    assert time.monotonic() - began < 2


def test_a_name_with_one_inner_address_is_not_fetched_from(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(FetchError, match="inside a private network"):
        get("http://both.example/")


def test_a_redirect_inside_is_not_followed(
    address: str, asked: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = connecting(monkeypatch, address)
    answering(monkeypatch, ["93.184.216.34"], ["10.0.0.1"])
    with pytest.raises(FetchError, match="10.0.0.1 is an address inside a private network"):
        get("http://public.example/inside")
    assert len(meant) == len(asked) == 1


def test_every_name_of_a_chain_is_looked_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connecting(monkeypatch, address)
    answering(monkeypatch, ["93.184.216.34"], ["169.254.169.254"])
    with pytest.raises(FetchError, match="inside a private network"):
        get("http://public.example/away")
