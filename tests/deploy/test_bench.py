"""What `make bench` says of its figures, and the text that it measures with."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy" / "bench"))

from asking import Crowd  # noqa: E402
from filling import body, word, words_of  # noqa: E402
from rows import Row, markdown  # noqa: E402
from servers import HERE, gunicorn  # noqa: E402


@pytest.mark.parametrize(
    ("values", "limits", "verdict"),
    [
        ([90, 95, 100], [100, 100, 100], "met"),
        ([70, 70, 70], [100, 100, 100], "MISSED"),
        ([75, 75, 75], [95, 100, 105], "within the spread"),
        ([], [], "not measured"),
    ],
)
def test_a_ratio_is_judged_within_the_spread_of_its_limit(
    values: list[float], limits: list[float], verdict: str
) -> None:
    assert Row("T1", "article", "rps", "≥ 0.8 ×", 0.8, values=values, limits=limits).verdict == verdict


def test_a_figure_without_a_limit_is_judged_by_itself() -> None:
    assert Row("T11", "memory", "MB", "≤ 130 MB", most=130.0, values=[131.0]).verdict == "MISSED"
    assert Row("T11", "memory", "MB", "≤ 130 MB", most=130.0, values=[86.0]).verdict == "met"


def test_the_report_names_figure_limit_and_ratio() -> None:
    row = Row("T1", "article, 1,000", "rps", "≥ 0.8 ×", 0.8, values=[850.0], limit_name="one query", limits=[1000.0])
    assert "| T1 | article, 1,000 | 850 rps | 1,000 one query | 0.85 | ≥ 0.8 × | met |" in markdown([row], {})


def test_texts_are_as_long_as_announced_and_the_same_each_time() -> None:
    from aicmr.lib import html

    text = body(7)
    assert text == body(7) != body(8)
    assert html.normalise(text) == text, "what is published is what was made"
    assert 700 < len(html.to_text(text).split()) < 1000
    assert (text.count("<h2"), text.count("<a ")) == (6, 6)


def test_words_are_many_and_common_ones_frequent() -> None:
    assert len({word(number) for number in range(4000)}) == 4000
    words = words_of(1, 20_000)
    assert words.count(word(0)) > words.count(word(1000))


def test_what_finds_no_free_reader_is_counted_apart_from_failures() -> None:
    async def load() -> Crowd:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(0.05)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        crowd = Crowd("127.0.0.1", port, lambda draw: ("/", {}), is_tls=False, most=2)
        await crowd.ask(200, 0.2)
        server.close()
        return crowd

    answers = asyncio.run(load()).answers
    sent = [answer for answer in answers if answer.was_sent]
    assert {answer.status for answer in sent} == {200}
    assert 2 <= len(sent) < len(answers)
    assert not any(answer.has_failed for answer in answers)


def test_the_bare_limit_answers_without_a_framework(tmp_path: Path) -> None:
    """It has no templates, which the servers of pages load when they start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603 - our own program
            gunicorn("ceilings.bare:application", port), cwd=HERE, env=environment, stdout=log, stderr=log
        )
    try:
        deadline, got = time.monotonic() + 20, b""
        while not got and server.poll() is None and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    got = answer.read()
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
    finally:
        server.send_signal(signal.SIGINT)  # at once: a graceful end may take as long as a request
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    assert len(got) > 20_000, (tmp_path / "log").read_text()
