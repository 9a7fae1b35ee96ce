"""The line to one server: short to connect, without redirects, capped in bytes, and to public hosts where asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from ai.providers.backends.errors import TooManyBytes
from aicmr.lib.http import PORTS, addresses_of, checked

if TYPE_CHECKING:
    from ssl import SSLContext

    from httpx2 import Client
    from openai import OpenAI


@dataclass
class Meter:
    """Counts what a server sends."""

    most: int
    seen: int = 0

    def take(self, chunk: bytes) -> bytes:
        self.seen += len(chunk)
        if self.seen > self.most:
            raise TooManyBytes
        return chunk


@dataclass
class Line:
    openai: "OpenAI"
    http: "Client"


@contextmanager
def connect(base_url: str, api_key: str, *, allow_private: bool, most_bytes: int) -> Iterator[Line]:
    from openai import OpenAI

    meter = Meter(most_bytes)
    http = _client(meter, allow_private)
    try:
        client = OpenAI(
            base_url=normal(base_url), api_key=api_key or "none", max_retries=0, http_client=http, timeout=http.timeout
        )
        yield Line(client, http)
    finally:
        http.close()


def normal(base_url: str) -> str:
    """The address as the library wants it: a bare host gets the path that all such servers use."""
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


@cache
def _tls() -> "SSLContext":
    """Of this process: reading the authorities costs more than a local call."""
    import httpx2

    return httpx2.create_ssl_context()


def _client(meter: Meter, allow_private: bool) -> "Client":
    import httpx2

    class Capped(httpx2.SyncByteStream):
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            for chunk in self._stream:
                yield meter.take(chunk)

        def close(self) -> None:
            self._stream.close()

    class CappedClient(httpx2.Client):
        def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> httpx2.Response:
            if not allow_private:
                _pin(request)
            response = super().send(request, stream=True, **options)
            response.stream = Capped(response.stream)
            if not stream:
                response.read()
            return response

    silence = max(settings.AI_FIRST_TOKEN_TIMEOUT, settings.AI_CHUNK_TIMEOUT) + 5
    timeout = httpx2.Timeout(silence, connect=settings.AI_CONNECT_TIMEOUT)
    return CappedClient(verify=_tls(), timeout=timeout, follow_redirects=False, headers={"Accept-Encoding": "identity"})


def _pin(request: Any) -> None:
    """Send the request to an address that was found to be public, under the name that was asked for."""
    parts = checked(str(request.url))
    host = parts.hostname or ""
    address = addresses_of(host, parts.port or PORTS[parts.scheme])[0]
    request.headers["Host"] = parts.netloc
    request.extensions = {**request.extensions, "sni_hostname": host}
    request.url = request.url.copy_with(host=address)
