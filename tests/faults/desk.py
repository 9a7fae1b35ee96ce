"""An editor's browser: a session, forms read from pages and sent back, answers with the time that they took."""

import http.client
import json
import re
import ssl
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from uuid import uuid4

from tests.faults.ground import Ground

PATIENCE = 20.0  # seconds
_SESSION = re.compile(r'^sessionid=[^;"]+', re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]
    seconds: float

    @property
    def is_designed(self) -> bool:
        return self.status in (429, 503) and "retry-after" in self.headers


class Desk:
    """`session` is a cookie, '' for nobody, else that of the drills' editor; `source` is one of our addresses."""

    def __init__(self, ground: Ground, session: str | None = None, source: str = "127.0.0.1") -> None:
        self.port, self.source = ground.layout.ports["https"], source
        self.session = json.loads(ground.python("session"))["cookie"] if session is None else session
        self.token = ""

    def get(self, path: str, *, signed_in: bool = True, **headers: str) -> Answer:
        return self._ask("GET", path, b"", headers, signed_in)

    def sign_in(self, email: str, password: str, **headers: str) -> Answer:
        """As the form does it; the session that the answer sets is the desk's from now on."""
        return self.post("/account/login/", {"login": email, "password": password}, **headers)

    def keep(self, answer: Answer) -> None:
        if found := _SESSION.search(answer.headers.get("set-cookie", "")):
            self.session = found[0]

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        return self.upload(path, fields, "", b"", **headers)

    def upload(self, path: str, fields: dict[str, str], name: str, data: bytes, **headers: str) -> Answer:
        """As a browser sends a form with a file; without a name there is none."""
        mark = uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in (fields | {"csrfmiddlewaretoken": self._csrf()}).items()
        ]
        if name:
            head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: image/jpeg'
            parts.append(f"--{mark}\r\n{head}\r\n\r\n".encode() + data + b"\r\n")
        body = b"".join([*parts, f"--{mark}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._ask("POST", path, body, kind | {"Referer": f"https://127.0.0.1:{self.port}/"} | headers, True)

    def form(self, path: str) -> dict[str, str]:
        """What the page's forms hold."""
        fields = Fields()
        fields.feed(self.get(path).text)
        return fields.found

    def _csrf(self) -> str:
        self.token = self.token or "a" * 32  # a token of our own in cookie and form is what Django compares
        return self.token

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str], signed_in: bool) -> Answer:
        began = time.monotonic()
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=context, timeout=PATIENCE, source_address=(self.source, 0)
        )
        cookie = {"Cookie": f"{self.session}; csrftoken={self._csrf()}"} if signed_in else {}
        try:
            connection.request(method, path, body or None, headers | cookie)
            answer = connection.getresponse()
            told: dict[str, str] = {}
            for name, value in answer.getheaders():  # several cookies are several lines
                told[name.lower()] = f"{told[name.lower()]}\n{value}" if name.lower() in told else value
            found = Answer(answer.status, answer.read().decode("utf-8", "replace"), told, time.monotonic() - began)
            if signed_in:  # a session that was made under an old key gets a new name
                self.keep(found)
            return found
        except OSError as error:
            return Answer(0, str(error), {}, time.monotonic() - began)
        finally:
            connection.close()


class Fields(HTMLParser):
    """Inputs, texts and choices, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._text = self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        kind, name = own.get("type", "text"), own.get("name", "")
        if tag == "input" and name and kind not in ("submit", "button", "file", "image"):
            if kind not in ("checkbox", "radio") or "checked" in own:
                self.found.setdefault(name, own.get("value", ""))
        elif tag == "textarea":
            self._text = name
        elif tag == "select":
            self._choice = name
        elif tag == "option" and self._choice and "selected" in own:
            self.found[self._choice] = own.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # HTML leaves out the line break right behind the tag, which Django writes.
            self.found[self._text] = self.found.get(self._text, "").removeprefix("\r\n").removeprefix("\n")
            self._text = ""
        elif tag == "select":
            self._choice = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[self._text] = self.found.get(self._text, "") + data
