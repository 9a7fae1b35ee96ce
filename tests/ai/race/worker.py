"""One of the processes: `worker.py SITE USER CALLS THREADS GATE`; prints a JSON list of what came of each call."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from django.db import connection

    from accounts.models import User
    from accounts.sites.models import Site
    from ai.engine.services import BudgetExceeded, RunFailed, run

    site_id, user_id, calls, threads = map(int, sys.argv[1:5])
    site, user, gate = Site.objects.get(pk=site_id), User.objects.get(pk=user_id), Path(sys.argv[5])

    def ask(_: int) -> str:
        try:
            return run("tests.race", {"text": "The pier opens."}, by=user, site=site, scope="").run.public_id
        except BudgetExceeded:
            return "refused"
        except RunFailed as error:
            return f"failed: {error}"
        finally:
            connection.close()

    print("ready", flush=True)
    while not gate.exists():
        time.sleep(0.02)
    with ThreadPoolExecutor(threads) as pool:
        print(json.dumps(list(pool.map(ask, range(calls)))), flush=True)


if __name__ == "__main__":
    main()
