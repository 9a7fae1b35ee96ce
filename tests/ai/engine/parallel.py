"""One of several processes that ask at once: `python -m tests.ai.engine.parallel SITE USER COUNT GATE [KEY]`.

Waits until the file GATE exists, asks COUNT times in threads, and prints a JSON list of what came of it.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from django.db import connections

    from accounts.models import User
    from accounts.sites.models import Site
    from ai.engine.services import BudgetExceeded, RunFailed, run

    site_id, user_id, count, gate = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    key = sys.argv[5] if len(sys.argv) > 5 else None
    site, user = Site.objects.get(pk=site_id), User.objects.get(pk=user_id)

    def ask(_: int) -> str:
        try:
            return run("tests.text", {"text": "The pier opens."}, by=user, site=site, scope="", key=key).run.public_id
        except BudgetExceeded:
            return "refused"
        except RunFailed as error:
            return f"failed: {error}"
        finally:
            connections.close_all()

    print("ready", flush=True)
    deadline = time.monotonic() + 60
    while not gate.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    with ThreadPoolExecutor(count) as pool:
        print(json.dumps(list(pool.map(ask, range(count)))), flush=True)


if __name__ == "__main__":
    main()
