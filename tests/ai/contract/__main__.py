"""`python -m tests.ai.contract [--only scripted,litellm,mock-api]`: the client against servers that others wrote.

Installs them below VAR_DIR/contract (network needed the first time). `--url http://127.0.0.1:8000/v1 --model NAME
[--key KEY]` tries one that runs already instead, of which nobody knows what it answers or refuses. Prints a line for
each check: passed, failed with the reason, or what the server does not do. Ends with 1 if anything failed or a server
did not start.
"""

import argparse
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
os.environ.setdefault("VAR_DIR", str(ROOT / "var"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.test")


def main() -> int:
    import django

    django.setup()
    from tests.ai.contract import checks, servers

    parser = argparse.ArgumentParser(prog="python -m tests.ai.contract", description=__doc__)
    parser.add_argument("--only", default=",".join(servers.SERVERS), help="which of the servers that it starts itself")
    parser.add_argument("--url", help="the address of a server that runs already, up to and with /v1")
    parser.add_argument("--model", help="a model of that server")
    parser.add_argument("--key", default="", help="its key, if it wants one")
    options = parser.parse_args()
    if bool(options.url) != bool(options.model):
        parser.error("--url and --model belong together")
    if options.url:
        running = servers.Served(options.url, options.url, options.model, False, False, options.key, "")
        return int(bool(_tried(lambda home: nullcontext(running), Path(), options.url, checks.CHECKS)))
    names = options.only.split(",")
    if unknown := set(names) - set(servers.SERVERS):
        parser.error(f"no server called {', '.join(sorted(unknown))}; there are {', '.join(servers.SERVERS)}")
    home = Path(os.environ["VAR_DIR"]) / "contract"
    home.mkdir(parents=True, exist_ok=True)
    bad = 0
    for name in names:
        bad += _tried(servers.SERVERS[name], home, name, checks.CHECKS)
    return int(bool(bad))


def _tried(start: Any, home: Path, name: str, checks: Any) -> int:
    bad = 0
    try:
        with start(home) as served:
            for check in checks:
                said = check(served)
                bad += said.startswith("FAILED")
                print(f"{served.name:24} {check.__name__.replace('_', ' '):44} {said}", flush=True)
    except Exception as error:
        print(f"{name:24} {'did not start':44} FAILED: {type(error).__name__}: {error}", flush=True)
        return 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
