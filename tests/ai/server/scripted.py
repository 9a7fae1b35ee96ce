"""The server: a queue of steps, then an answering function; it remembers what it was asked and what it counted."""

import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.ai.server import answers
from tests.ai.server.steps import FAULTS, Step, count, events, prompt_count, whole

MEGABYTES = 10
Answering = Callable[[dict[str, Any], str], str]


@dataclass
class Asked:
    """One request; tokens are what the server counted, 0 where it did not get to an answer."""

    body: dict[str, Any]
    headers: dict[str, str]
    purpose: str = ""
    fault: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    first_at: float = 0.0  # when its first text was sent (time.time)


@dataclass
class State:
    answer: Answering
    steps: deque[Step] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    models: list[str] = field(default_factory=lambda: ["text-embedding-none", "scripted"])
    contexts: dict[str, int] = field(default_factory=dict)
    list_fault: str = ""
    listed: int = 0
    refuses: dict[str, str] = field(default_factory=dict)
    usual: Step = field(default_factory=Step)


class ScriptedServer:
    """`with ScriptedServer() as server:` and give `server.url` as the base address."""

    def __init__(self, answer: Answering | None = None, *, port: int = 0, host: str = "127.0.0.1") -> None:
        self.state = State(answer or answers.plausible)
        handler = type("Handler", (_Handler,), {"state": self.state})
        self.http = _Quiet((host, port), handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        self.url = f"http://{host}:{self.port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.state.released.set()
        self.http.shutdown()
        self.http.server_close()

    def script(self, *steps: Step | str) -> None:
        """What the next requests get, in order; a name is one of `FAULTS`."""
        self.state.steps.extend(FAULTS[step] if isinstance(step, str) else step for step in steps)

    @property
    def asked(self) -> list[Asked]:
        return self.state.asked

    @property
    def listed(self) -> int:
        """How often it was asked for its models."""
        return self.state.listed

    @property
    def tokens(self) -> int:
        return sum(asked.tokens_in + asked.tokens_out for asked in self.state.asked)


def _model(name: str, context: int | None) -> dict[str, Any]:
    told = {"id": name, "object": "model", "created": 1, "owned_by": "tests"}
    return told | ({"max_model_len": context} if context else {})


class _Quiet(ThreadingHTTPServer):
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    state: State
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path.rstrip("/").endswith("/models"):
            self.state.listed += 1
            if self.state.list_fault:
                status = FAULTS[self.state.list_fault].status
                return self._json(status, {"error": {"message": "scripted"}})
            listed = [_model(name, self.state.contexts.get(name)) for name in self.state.models]
            return self._json(200, {"object": "list", "data": listed})
        if self.path == "/log":
            rows = [vars(asked) | {"headers": None} for asked in self.state.asked]
            total = sum(row["tokens_in"] + row["tokens_out"] for row in rows)
            return self._json(200, {"requests": len(rows), "tokens": total, "log": rows})
        return self._json(404, {"error": {"message": "not found"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        if self.path == "/script":
            self.state.steps.extend(FAULTS[name] if isinstance(name, str) else Step(**name) for name in body)
            return self._json(200, {"queued": len(self.state.steps)})
        if self.path.startswith("/redirect"):
            return self._json(307, {}, {"location": "/v1/chat/completions"})
        if not self.path.endswith("/chat/completions"):
            return self._json(404, {"error": {"message": "not found"}})
        step = self._step(body)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(body, headers, headers.get("x-aicmr-purpose", ""), step.fault)
        with self.state.lock:
            self.state.asked.append(asked)
        time.sleep(step.delay)
        for name, message in self.state.refuses.items():
            if name in body:
                return self._json(400, {"error": {"message": message, "type": "invalid_request_error", "param": name}})
        return self._act(step, body, asked)

    def _step(self, body: dict[str, Any]) -> Step:
        """By the `X-Fault` header, by a model named `fault-429`, from the queue, else an answer."""
        named = self.headers.get("x-fault") or str(body.get("model", "")).removeprefix("fault-")
        if named in FAULTS:
            return FAULTS[named]
        with self.state.lock:
            return self.state.steps.popleft() if self.state.steps else self.state.usual

    def _act(self, step: Step, body: dict[str, Any], asked: Asked) -> None:
        if step.fault == "status":
            return self._status(step)
        if step.fault == "hang":
            self.state.released.wait(600)
            return None
        if step.fault == "reset":
            return self._reset()
        text = self.state.answer(body, asked.purpose) if step.text is None else step.text
        tokens = step.tokens or (prompt_count(body), count(text))
        asked.tokens_in, asked.tokens_out = tokens
        if not body.get("stream"):
            if step.fault == "broken":
                return self._raw(b'{"id": "chatcmpl-1", "choices": [{"mess')
            if step.fault.startswith("huge"):
                return self._json(200, whole(step, "x" * (MEGABYTES * 1_000_000), body, tokens))
            return self._json(200, whole(step, text, body, tokens))
        return self._stream(step, text, body, tokens, asked)

    def _stream(self, step: Step, text: str, body: dict[str, Any], tokens: tuple[int, int], asked: Asked) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        if step.fault == "huge-line":
            return self._flood(b"data: {", b"x" * 65_536)
        if step.fault == "huge":
            every = list(events(step, "word " * 2_000, body, tokens))[1:-2]
            return self._flood(b"", b"".join(every))
        if step.fault == "drip":
            return self._drip()
        every = list(events(step, "" if step.fault in ("empty", "tool") else text, body, tokens))
        if step.fault == "empty":
            every = [event for event in every if b'"choices": [{' not in event]
        half = max(2, len(every) // 2)
        for place, event in enumerate(every):
            if place == half and step.fault in ("hang-mid", "cut", "cut-clean", "broken"):
                return self._break(step.fault)
            if not self._chunk(event):
                return None
            if not asked.first_at and b'"content": "' in event and b'"content": ""' not in event:
                asked.first_at = time.time()
            time.sleep(step.pause)
        self._chunk(b"")
        return None

    def _break(self, fault: str) -> None:
        if fault == "hang-mid":
            self.state.released.wait(600)
        if fault == "broken":
            self._chunk(b'data: {"id": "chatcmpl-1", "choices": [{"del\n\n')
            self._chunk(b"data: [DONE]\n\n")
        if fault in ("cut-clean", "broken"):
            self._chunk(b"")
        self.close_connection = True

    def _flood(self, start: bytes, block: bytes) -> None:
        sent = len(start)
        self._chunk(start) if start else None
        while sent < MEGABYTES * 1_000_000 and self._chunk(block):
            sent += len(block)
        self._chunk(b"")

    def _drip(self) -> None:
        """Comments for ever: bytes come, an answer does not."""
        while not self.state.released.wait(0.2) and self._chunk(b": still here\n\n"):
            pass

    def _chunk(self, data: bytes) -> bool:
        try:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()
        except OSError:
            self.close_connection = True
            return False
        return True

    def _status(self, step: Step) -> None:
        key = self.headers.get("authorization", "").removeprefix("Bearer ")
        code = "insufficient_quota" if step.message == "insufficient_quota" else None
        headers = {"retry-after": step.retry_after} if step.retry_after else {}
        message = step.message.format(key=key)
        self._json(step.status, {"error": {"message": message, "type": "error", "code": code}}, headers)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _json(self, status: int, data: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self._raw(json.dumps(data).encode(), status, headers)

    def _raw(self, data: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.close_connection = True
