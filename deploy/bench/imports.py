"""`imports.py 20000` measures T9: how many generated posts a second `import_wordpress` brings into an empty database.

Without `--database` it starts a MariaDB of its own, as `make bench` does; `--batches 50,100,200` repeats it with other
sizes of batches. Wall time says what people wait; processor time (of the import, of the process that reads for it, of
the server) tells the work of others on this machine apart. Prints a table; the posts come from
`tests/content/transfer/generate.py`, 7.8 kB each.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

from servers import HERE, ROOT, Servers, run
from services import program, socket_of


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", type=int, nargs="?", default=20_000)
    parser.add_argument("--batches", default="200", help="sizes of batches, one run for each (default: %(default)s)")
    parser.add_argument("--every", type=int, default=1000, help="posts to a line of the curve (default: %(default)s)")
    parser.add_argument("--database", default="", help="mysql://… whose database is thrown away for each run")
    parser.add_argument("--file", type=Path, help="where the posts are written, and kept for the next time")
    options = parser.parse_args()
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve() / "bench"
    var.mkdir(parents=True, exist_ok=True)
    path = options.file or var / f"posts-{options.posts}.xml"
    generate(path, options.posts)
    servers = None if options.database else Servers(var)
    try:
        if servers:
            servers.start_data()
        for batch in options.batches.split(","):
            environment = emptied(options.database, servers)
            command = [sys.executable, str(HERE / "inside" / "importing.py"), str(path), batch, str(options.every)]
            output = run(command, environment, quiet=False)
            report(json.loads(output.strip().splitlines()[-1]), options.posts, int(batch))
    finally:
        if servers:
            servers.close()
    return 0


def generate(path: Path, posts: int) -> None:
    if path.is_file():
        return
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        command = [sys.executable, "-m", "tests.content.transfer.generate", str(posts)]
        subprocess.run(command, cwd=ROOT, stdout=file, check=True)  # noqa: S603
    part.rename(path)


def emptied(url: str, servers: Servers | None) -> dict[str, str]:
    """The environment of an empty database with the program's tables."""
    if servers:
        environment = servers.environment(0)
        client = [program("mariadb"), "--no-defaults", f"--socket={socket_of(servers.layout)}", "-uroot"]
        name = "aicmr_bench_0"
    else:
        parts = urlsplit(url)
        environment = dict(os.environ) | {"DATABASE_URL": url, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}"}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
        environment |= {"MYSQL_PWD": parts.password or ""}
        client = ["mariadb", "-h", parts.hostname or "", "-P", str(parts.port or 3306), "-u", parts.username or ""]
        name = parts.path.lstrip("/")
    run([*client, "-e", f"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}"], environment)
    run([sys.executable, "manage.py", "migrate", "--no-input", "-v0"], environment)
    return environment


def report(found: dict[str, Any], posts: int, batch: int) -> None:
    began, ended, marks = found["began"], found["ended"], found["marks"]
    print(f"\n{posts:,} posts in batches of {batch}; load average {os.getloadavg()[0]:.1f}; {found['counts']}")
    print(
        f"{'step':12} {'posts':>8} {'wall s':>8} {'own s':>8} {'reader s':>8} {'server s':>8} {'posts/s':>8} {'MB':>6}"
    )
    steps: dict[str, list[dict[str, Any]]] = {}
    before = began
    for mark in marks:
        steps.setdefault(mark["step"], [before]).append(mark)
        before = mark
    read = {step: max(stop["reader"] for stop in stops[1:]) for step, stops in steps.items()}
    for step, stops in steps.items():
        line(step, posts, stops[0], stops[-1], read[step])
    line("all", posts, began, ended, sum(read.values()))
    stops = steps.get("Importing", [])
    for first, last in zip(stops, stops[1:], strict=False):
        if last["done"] - first.get("done", 0) > 0 and first is not stops[0]:
            reader = max(0.0, last["reader"] - first["reader"])
            line(f"  to {last['done']:,}", last["done"] - first["done"], first, last, reader)
    own = [stop["mb"] for stop in stops[1:]] or [0.0]
    both = [stop["mb"] + stop["reader_mb"] for stop in stops[1:]] or [0.0]
    print(
        f"memory: {began['mb']:.0f} MB before, {own[0]:.0f} with the first batch, {own[-1]:.0f} with the last;", end=" "
    )
    print(f"most with the reader {max(both):.0f}", flush=True)


def line(name: str, posts: int, first: dict[str, Any], last: dict[str, Any], reader: float) -> None:
    spent = {key: last[key] - first[key] for key in ("wall", "own", "server")}
    rate = posts / spent["wall"] if spent["wall"] else 0.0
    figures = f"{spent['wall']:8.1f} {spent['own']:8.1f} {reader:8.1f} {spent['server']:8.1f} {rate:8.0f}"
    print(f"{name:14}{posts:8,} {figures} {last['mb']:8.0f}")


if __name__ == "__main__":
    raise SystemExit(main())
