"""Who may speak to the world: what a stranger names goes through `aicmr.lib.http`, and nothing else opens a line."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.tree import ROOT, imports, parse, python_files, relative

# What opens connections. `urllib.parse` only reads addresses.
LINES = (
    "socket",
    "ssl",
    "http.client",
    "urllib.request",
    "urllib3",
    "requests",
    "httpx",
    "httpx2",
    "aiohttp",
    "ftplib",
)
LINES += ("smtplib", "telnetlib", "xmlrpc", "websockets", "pycurl", "boto3", "botocore", "storages", "openai", "redis")
# Each with the reason why no stranger decides whom it speaks to.
ALLOWED = {
    "aicmr/lib/http.py": "the one fetch: public addresses only, pinned, redirects checked",
    "aicmr/lib/breaker.py": "shuts sockets that others opened",
    "aicmr/lib/limits.py": "Redis, by setting; names its exceptions",
    "aicmr/lib/process.py": "the name of this machine; opens nothing",
    "aicmr/lib/storage.py": "the bucket, by setting",
    "aicmr/checks.py": "is the broker of the settings there?",
    "ai/engine/live.py": "Redis, by setting",
    "ai/engine/wakeups.py": "Redis, by setting",
    "content/publishing/cdn.py": "the CDN, by setting",
    "accounts/operations/closing.py": "closes the way out",
    "accounts/operations/probes/machine.py": "the own domains' certificates",
    "accounts/operations/shelves.py": "the bucket of the backups, by setting",
}


def lines_out(root: Path) -> Iterator[str]:
    for path in python_files(root):
        for _, name in imports(parse(path)):
            if any(name == line or name.startswith(f"{line}.") for line in LINES):
                yield relative(path, root)
                break


@cache
def ours() -> frozenset[str]:
    return frozenset(lines_out(ROOT))


@cache
def providers() -> frozenset[str]:
    """An AI server: its address is checked like any other (`addresses_of`, pinned) unless the operator allows private
    ones."""
    return frozenset(path for path in ours() if path.startswith("ai/providers/backends/"))


def test_nothing_else_opens_a_line() -> None:
    new = sorted(ours() - ALLOWED.keys() - providers())
    assert not new, f"use aicmr.lib.http.fetch, or say in this file why no stranger names the address: {new}"


def test_the_lines_to_ai_servers_are_checked_and_follow_no_redirect() -> None:
    text = "".join((ROOT / path).read_text(encoding="utf-8") for path in providers())
    assert "addresses_of(" in text and "follow_redirects=False" in text and "follow_redirects=True" not in text


def test_no_permission_outlives_its_use() -> None:
    assert not sorted(ALLOWED.keys() - ours())


def test_a_new_line_is_seen(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "x.py").write_text("def f() -> None:\n    import urllib.request\n")
    assert list(lines_out(tmp_path)) == ["content/x.py"]
