"""The servers that the client is tried with: ours, and two that others wrote, each in a folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ai.server import ScriptedServer

ANSWER = "The pier opens on Saturday, and every ferry will stop there."
KEY = "sk-contract-0123456789abcdef"
LITELLM = "litellm[proxy]"
MOCK_API = "openai-mock-api@0.4.0"


@dataclass(frozen=True)
class Served:
    """`checks_keys` and `knows_models`: whether the server refuses what is wrong; not every one does.

    `answer` is what it says to everything; empty where nobody knows.
    """

    name: str
    url: str
    model: str
    checks_keys: bool
    knows_models: bool
    key: str = KEY
    answer: str = ANSWER


@contextmanager
def scripted(home: Path) -> Iterator[Served]:
    with ScriptedServer(lambda body, purpose: ANSWER) as server:
        yield Served("scripted (ours)", server.url, "scripted", False, False)


@contextmanager
def litellm(home: Path) -> Iterator[Served]:
    """LiteLLM's proxy with a mock response, in a virtual environment of its own."""
    binary = home / "venv" / "bin" / "litellm"
    if not binary.exists():
        _run([sys.executable, "-m", "venv", str(home / "venv")], home)
        _run([str(home / "venv" / "bin" / "pip"), "install", "--quiet", LITELLM], home)
    config = home / "litellm.yaml"
    config.write_text(
        f"model_list:\n  - model_name: mocked\n    litellm_params:\n      model: openai/mocked\n      api_key: none\n"
        f'      mock_response: "{ANSWER}"\ngeneral_settings:\n  master_key: {KEY}\n'
    )
    port = _free_port()
    command = [str(binary), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
    with _running(command, home, f"http://127.0.0.1:{port}/health/liveliness", "litellm.log"):
        yield Served("LiteLLM proxy", f"http://127.0.0.1:{port}/v1", "mocked", True, True)


@contextmanager
def mock_api(home: Path) -> Iterator[Served]:
    """The npm package openai-mock-api."""
    binary = home / "node" / "node_modules" / ".bin" / "openai-mock-api"
    if not binary.exists():
        (home / "node").mkdir(exist_ok=True)
        _run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(home / "node"), MOCK_API], home)
    config, port = home / "mock-api.yaml", _free_port()
    config.write_text(
        f"apiKey: '{KEY}'\nport: {port}\nresponses:\n  - id: any\n    messages:\n      - role: user\n"
        f"        matcher: any\n      - role: assistant\n        content: '{ANSWER}'\n"
        f"  - id: steered\n    messages:\n      - role: system\n        matcher: any\n      - role: user\n"
        f"        matcher: any\n      - role: assistant\n        content: '{ANSWER}'\n"
    )
    command = [str(binary), "--config", str(config), "--port", str(port)]
    with _running(command, home, f"http://127.0.0.1:{port}/health", "mock-api.log"):
        yield Served("openai-mock-api (npm)", f"http://127.0.0.1:{port}/v1", "gpt-4", True, False)


SERVERS: dict[str, Callable[[Path], object]] = {"scripted": scripted, "litellm": litellm, "mock-api": mock_api}


def _run(command: list[str], home: Path) -> None:
    with (home / "install.log").open("a") as log:
        subprocess.run(command, cwd=home, stdout=log, stderr=log, check=True, timeout=900)


@contextmanager
def _running(command: list[str], home: Path, alive: str, log: str) -> Iterator[None]:
    with (home / log).open("w") as out:
        environment = os.environ | {"NO_PROXY": "127.0.0.1"}
        process = subprocess.Popen(command, cwd=home, stdout=out, stderr=out, env=environment)
        try:
            _wait(alive, process)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(address: str, process: "subprocess.Popen[bytes]", seconds: float = 180) -> None:
    """Any answer over HTTP will do, also a 404: then it listens."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"nothing answers at {address}")


def _free_port() -> int:
    for port in range(int(os.environ.get("CONTRACT_PORT", "9620")), 9700):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port")
