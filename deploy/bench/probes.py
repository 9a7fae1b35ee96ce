"""T6, T8 to T10, T12 to T14: measurements inside the program, and the limits beside them."""

import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from load import load
from rows import Row
from servers import HERE, ROOT, Servers, run
from services import Service

Probe = Callable[[Servers, list[int], int], list[Row]]
INSIDE = HERE / "inside"


def ask(script: str, environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    output = run([sys.executable, str(INSIDE / f"{script}.py"), *arguments], environment)
    found: dict[str, Any] = json.loads(output.strip().splitlines()[-1]) if output.strip() else {}
    return found


def searching(servers: Servers, counts: list[int], rounds: int) -> list[Row]:
    rows = []
    for count in counts:
        found = ask("search", servers.environment(count))
        row = Row("T6", f"search for two words, {count:,}", "ms", "≤ 1.3 ×", most=1.3, limit_name="plain MATCH")
        row.values, row.limits, row.note = found["mine"], found["plain"], f"({found['hits']} hits)"
        rows.append(row)
    return rows


def publishing(servers: Servers, counts: list[int], rounds: int) -> list[Row]:
    count = counts[-1]
    environment = servers.environment(count)
    with (
        servers.web("aicmr.wsgi:application", environment) as (_, web),
        servers.nginx(web, servers.layout.home) as nginx,
    ):
        quiet = [load(f"{web}/articles/bench-9/", 3).rps for _ in range(2)]
        found = ask("publish", environment, web, nginx, str(5 * rounds))
        busy = _while_publishing(servers, environment, web)
    p95 = sorted(found["calls"])[int(len(found["calls"]) * 0.95)]
    slower = Row("T8", "another page while one a second is published", "rps", "≥ 0.9 ×", 0.9, limit_name="without")
    slower.values, slower.limits = busy, quiet
    return [
        Row("T8", f"publish call, p95, {count:,}", "ms", "≤ 50 ms", most=50.0, values=[p95]),
        Row("T8", "seen everywhere at Gunicorn, slowest", "s", "≤ 0.5 s", most=0.5, values=[max(found["gunicorn"])]),
        Row("T8", "seen everywhere through nginx, slowest", "s", "≤ 2 s", most=2.0, values=[max(found["nginx"])]),
        slower,
    ]


def _while_publishing(servers: Servers, environment: dict[str, str], web: str) -> list[float]:
    import subprocess

    editor = subprocess.Popen([sys.executable, str(INSIDE / "editor.py"), "8"], env=environment, cwd=ROOT)  # noqa: S603
    try:
        load(f"{web}/articles/bench-9/", 1)
        return [load(f"{web}/articles/bench-9/", 3).rps for _ in range(2)]
    finally:
        editor.wait(60)


def admin(servers: Servers, counts: list[int], rounds: int) -> list[Row]:
    servers.database(100)
    times = {}
    for count in (100, counts[-1]):
        environment = servers.environment(count)
        with servers.web("aicmr.wsgi:application", environment) as (_, url):
            times[count] = ask("admin", environment, url)
    rows = []
    for name, small in times[100].items():
        row = Row("T10", f"admin: {name}, {counts[-1]:,}", "ms", "≤ 1.2 ×", most=1.2, limit_name="100 rows")
        row.values, row.limits = times[counts[-1]][name], small
        rows.append(row)
    return rows


def renditions(servers: Servers, counts: list[int], rounds: int) -> list[Row]:
    environment = servers.environment(counts[0])
    seconds = Row("T12", "five WebP widths of 12 megapixels", "s", "≤ 1.15 ×", most=1.15, limit_name="bare Pillow")
    memory = Row("T12", "its peak memory", "MB", "≤ 1.5 ×", most=1.5, limit_name="bare Pillow")
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "camera.jpg")
        ask("renditions", environment, path, "draw")
        for _ in range(rounds):
            mine, bare = (ask("renditions", environment, path, way) for way in ("pipeline", "pillow"))
            seconds.values.append(mine["seconds"])
            seconds.limits.append(bare["seconds"])
            memory.values.append(mine["memory"])
            memory.limits.append(bare["memory"])
    return [seconds, memory]


def jobs(servers: Servers, counts: list[int], rounds: int) -> list[Row]:
    environment = servers.environment(counts[0])
    environment["PYTHONPATH"] += f":{INSIDE}"
    found: dict[str, list[dict[str, Any]]] = {"bare": [], "aicmr": [], "job": []}
    with _worker(servers, environment, "bare_queue"), _worker(servers, environment, "aicmr", "--include", "noop_job"):
        for _ in range(rounds):
            for kind, results in found.items():
                results.append(ask("sending", environment, kind, "200" if kind == "job" else "1000"))
    bare_start = statistics.median(x for result in found["bare"] for x in result["latency"])
    rows = []
    for kind, name in (("aicmr", "task"), ("job", "job with its row")):
        start = statistics.median(x for result in found[kind] for x in result["latency"])
        more = Row("T13", f"{name}: start, above bare Celery", "ms", "≤ 20 ms", most=20.0, values=[start - bare_start])
        more.note = f"({start:.1f} ms; bare {bare_start:.1f} ms)"
        rate = Row("T13", f"{name}: throughput", "a second", "≥ 0.8 ×", 0.8, limit_name="bare Celery")
        rate.values, rate.limits = ([result["rate"] for result in found[key]] for key in (kind, "bare"))
        rows += [more, rate]
    return rows


@contextmanager
def _worker(servers: Servers, environment: dict[str, str], application: str, *more: str) -> Any:
    command = [sys.executable, "-m", "celery", "--app", application, "worker", "--concurrency", "1", "--without-gossip"]
    command += ["--without-mingle", "--hostname", f"{application}@bench", "--loglevel", "WARNING", *more]
    name = f"worker-{application}"
    log = servers.layout.logs / f"{name}.log"
    kept, servers.supervisor.environment = servers.supervisor.environment, environment
    try:
        servers.start(Service(name, command, lambda: _pings(application, environment), patience=60))
    finally:
        servers.supervisor.environment = kept
    try:
        yield log
    finally:
        servers.stop(name)


def _pings(application: str, environment: dict[str, str]) -> bool:
    import subprocess

    command = [sys.executable, "-m", "celery", "--app", application, "inspect", "ping", "--timeout", "1"]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False).returncode == 0  # noqa: S603


def streaming(servers: Servers, counts: list[int], rounds: int) -> list[Row]:
    port = servers.next_port
    servers.next_port += 1
    address = f"http://127.0.0.1:{port}/v1"
    told = {"OPENAI_BASE_URL": address, "OPENAI_API_KEY": "bench-key", "AI_MODEL": "bench", "AI_ALLOW_PRIVATE": "1"}
    environment = servers.environment(counts[0], **told)
    provider = Service("provider", [sys.executable, str(INSIDE / "provider.py"), str(port)], lambda: True)
    kept, servers.supervisor.environment = servers.supervisor.environment, environment
    try:
        servers.start(provider)
        stream = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn" / "stream.py")]
        url = f"127.0.0.1:{port + 1}"
        servers.start(Service("stream", [*stream, "--bind", url, "aicmr.asgi:application"], lambda: _open(port + 1)))
    finally:
        servers.supervisor.environment = kept
    servers.next_port += 1
    try:
        alone = [ask("streaming", environment, f"http://{url}", "1") for _ in range(rounds)]
        many = ask("streaming", environment, f"http://{url}", "16")
    finally:
        servers.stop("stream", "provider")
    first = Row("T14", "first token, after the server's own", "ms", "≤ 250 ms", most=250.0)
    first.values = [delay for found in alone for delay in found["delays"]]
    lost = Row("T14", "texts that were not whole, of 16 at once", "", "0", most=0.0, values=[float(many["lost"])])
    lost.note = f"({many['example']!r})" if many["lost"] else f"(first token {max(many['delays']):.0f} ms at most)"
    return [first, lost]


def _open(port: int) -> bool:
    import socket

    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


PROBES: dict[str, Probe] = {
    "T6": searching,
    "T8": publishing,
    "T10": admin,
    "T12": renditions,
    "T13": jobs,
    "T14": streaming,
}
