"""What must be there afterwards: `ledger.py JOURNAL SECONDS` waits while work is done, and counts what is missing.

It waits as long as less and less is missing, and so many seconds more: a busy machine is slow, and loses nothing.

Every confirmed article is live and in the list of all, every confirmed picture has its sizes, every delivery and job
is done.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    confirmed = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    import django

    django.setup()
    from django.db import DatabaseError, connection

    patience = float(sys.argv[2])
    deadline, least = time.monotonic() + patience, sys.maxsize
    left: dict[str, Any] = {}
    while True:
        try:
            left = missing(confirmed)
        except DatabaseError as error:
            left = {"database": str(error)}
            connection.close()
        if _lost(left) < least:
            least, deadline = _lost(left), time.monotonic() + patience
        if not any(left.values()) or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    print(json.dumps({"confirmed": len(confirmed), "missing": left, "lost": _lost(left)}))


def missing(confirmed: list[dict[str, Any]]) -> dict[str, Any]:
    from accounts.audit.models import Delivery
    from accounts.jobs.models import Job
    from content.media.models import Asset
    from content.publishing.models import LivePage, LiveTerm

    paths = {row["path"] for row in confirmed if row["kind"] == "article"}
    live = dict(LivePage.objects.filter(path__in=paths).values_list("path", "pk"))
    listed = set(LiveTerm.objects.filter(term="all", page__in=live.values()).values_list("page_id", flat=True))
    pictures = [row["id"] for row in confirmed if row["kind"] == "picture"]
    ready = set(Asset.objects.filter(pk__in=pictures, state="ready").values_list("pk", flat=True))
    return {
        "articles": len(paths - set(live)),
        "places in lists": len(set(live.values()) - listed),
        "pictures": len(set(pictures) - ready),
        "deliveries": Delivery.objects.exclude(state="done").count(),
        "jobs": Job.objects.filter(state__in=["queued", "running"]).count(),
    }


def _lost(left: dict[str, Any]) -> int:
    return sum(value for value in left.values() if isinstance(value, int)) + ("database" in left)


if __name__ == "__main__":
    main()
