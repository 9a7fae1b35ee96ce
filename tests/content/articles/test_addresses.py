"""Addresses for somebody at a terminal."""

from pathlib import Path
from typing import Any

import pytest

from content.articles.addresses import origin_to_open


@pytest.mark.parametrize(
    ("host", "port", "opened"),
    [
        ("news.example.org", "8003", "https://news.example.org"),
        ("localhost", "8003", "http://localhost:8003"),
        ("second.localhost", "8003", "http://second.localhost:8003"),
        ("localhost", "", "http://localhost"),
        ("localhost", "half written", "http://localhost"),
        ("", "8003", "http://localhost:8003"),
    ],
)
def test_local_hosts_have_the_port_of_what_serves_them(
    tmp_path: Path, settings: Any, host: str, port: str, opened: str
) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / "web.port").write_text(port)
    assert origin_to_open(host) == opened


def test_local_hosts_have_no_port_while_nothing_serves_them(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    assert origin_to_open("localhost") == "http://localhost"
