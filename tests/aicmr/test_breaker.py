"""The breaker before a server of sockets that answers, falls silent, comes back, or is slow."""

import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from aicmr.lib import breaker
from aicmr.lib.breaker import Breaker, Hung


class Server:
    """Answers each byte with a byte, as long as it is not silent; slow where its questions say so."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link: socket.socket) -> None:
        with link:
            while question := link.recv(1):
                if question == b"s":
                    time.sleep(0.4)
                self.may_answer.wait(10)
                try:
                    link.sendall(b"!")
                except OSError:
                    return


class Client:
    def __init__(self, server: Server, guard: Breaker) -> None:
        self.guard = guard
        self.link = socket.create_connection(("127.0.0.1", server.port), 10)

    def ask(self, question: bytes = b"?") -> bytes:
        with self.guard.asking(self.link.fileno()):
            self.link.sendall(question)
            answer = self.link.recv(1)
            if not answer:
                raise ConnectionError("the connection was shut")
            return answer


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.may_answer.set()
    found.listener.close()


@pytest.fixture
def guard(server: Server, monkeypatch: pytest.MonkeyPatch) -> Breaker:
    for name, seconds in {"SUSPECT": 0.1, "PATIENCE": 0.2, "RETRY": 0.05, "TICK": 0.02}.items():
        monkeypatch.setattr(breaker, name, seconds)
    monkeypatch.setattr(breaker, "_is_on", True)

    def probe() -> None:
        with socket.create_connection(("127.0.0.1", server.port), 0.5) as link:
            link.sendall(b"?")
            link.recv(1)

    return Breaker("server", lambda: probe)


def until(is_so: object, seconds: float = 3.0) -> float:
    began = time.monotonic()
    while not is_so() and time.monotonic() - began < seconds:  # type: ignore[operator]
        time.sleep(0.01)
    return time.monotonic() - began


def test_who_waits_for_a_silent_server_is_let_go_and_nobody_waits_after_that(server: Server, guard: Breaker) -> None:
    clients = [Client(server, guard) for _ in range(3)]
    assert [client.ask() for client in clients] == [b"!"] * 3
    server.may_answer.clear()
    ends: list[str] = []

    def wait(client: Client) -> None:
        try:
            client.ask()
        except OSError as error:
            ends.append(type(error).__name__)

    threads = [threading.Thread(target=wait, args=(client,)) for client in clients]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert ends == ["ConnectionError"] * 3
    assert time.monotonic() - began < 2
    late = Client(server, guard)
    began = time.monotonic()
    with pytest.raises(Hung):
        late.ask()
    assert time.monotonic() - began < 0.05


def test_it_closes_by_itself_when_the_server_answers_again(server: Server, guard: Breaker) -> None:
    client = Client(server, guard)
    server.may_answer.clear()
    with pytest.raises(ConnectionError):
        client.ask()
    time.sleep(0.3)
    assert guard.is_open
    server.may_answer.set()
    assert until(lambda: not guard.is_open) < 2
    assert Client(server, guard).ask() == b"!"


def test_a_server_that_refuses_is_not_one_that_hangs(server: Server, guard: Breaker) -> None:
    client = Client(server, guard)
    server.may_answer.clear()
    with pytest.raises(ConnectionError):
        client.ask()
    server.listener.close()
    server.listener.detach() if server.listener.fileno() >= 0 else None
    assert until(lambda: not guard.is_open) < 3


def test_a_slow_answer_alone_breaks_nothing(server: Server, guard: Breaker) -> None:
    client = Client(server, guard)
    assert client.ask(b"s") == b"!"
    assert not guard.is_open


def test_a_probe_that_is_late_while_nobody_waits_breaks_nothing(server: Server, guard: Breaker) -> None:
    """As on a machine that is busy with other things."""
    client = Client(server, guard)
    assert client.ask() == b"!"
    server.may_answer.clear()
    guard._is_new = True  # a probe goes out now
    time.sleep(0.5)
    assert guard._probing is not None and not guard.is_open
    server.may_answer.set()
    assert client.ask() == b"!"


def test_processes_that_serve_nobody_wait(server: Server, guard: Breaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "_is_on", False)
    client = Client(server, guard)
    server.may_answer.clear()
    threading.Timer(0.6, server.may_answer.set).start()
    assert client.ask() == b"!"


def test_a_forked_process_begins_with_nothing(server: Server, guard: Breaker) -> None:
    client = Client(server, guard)
    server.may_answer.clear()
    with pytest.raises(ConnectionError):
        client.ask()
    assert guard.is_open
    pid = os.fork()
    if not pid:
        os._exit(int(guard.is_open))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert guard.is_open
