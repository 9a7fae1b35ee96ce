"""T14: `streaming.py URL COUNT` starts runs in workers (threads here) and reads them all as browsers do."""

import http.client
import json
import os
import threading
import time
from urllib.parse import urlsplit

from admin import _sign_in
from starting import begin, tell


def main() -> None:
    url, count = begin()
    from redis import Redis

    from accounts.models import User
    from accounts.sites.models import Site
    from ai.engine.services import queue_run
    from deploy.bench.inside.provider import WORDS

    cookie = _sign_in()
    site, user = Site.objects.get(domains__host="127.0.0.1"), User.objects.get(email="bench@example.com")
    redis = Redis.from_url(os.environ["REDIS_URL"])
    names = [f"stream-{number}" for number in range(int(count))]
    redis.delete(*names)
    stamp = f"{time.time():.3f}"
    runs = [
        queue_run("writing.summary", by=user, site=site, scope="bench", key=f"{name}-{stamp}").public_id
        for name in names
    ]
    seen: dict[str, tuple[float, str]] = {}
    readers = [
        threading.Thread(target=_read, args=(url, run, cookie, seen, name))
        for run, name in zip(runs, names, strict=True)
    ]
    writers = [threading.Thread(target=_write, args=(name, stamp, site, user)) for name in names]
    for thread in readers:
        thread.start()
    time.sleep(1.0)
    for thread in writers:
        thread.start()
    for thread in [*readers, *writers]:
        thread.join(60)
    delays = [(seen[name][0] - float(redis.get(name) or 0)) * 1000 for name in names if name in seen]
    whole = "".join(WORDS).strip()
    lost = [name for name in names if seen.get(name, (0, ""))[1].strip() != whole]
    tell(delays=delays, lost=len(lost), example=seen[lost[0]][1][-80:] if lost and lost[0] in seen else "")


def _write(name: str, stamp: str, site: object, user: object) -> None:
    from django.db import connection

    from ai.engine.services import RunFailed, run

    context = {"title": name, "text": "The tide comes in.", "language": "en"}
    try:
        run("writing.summary", context, by=user, site=site, scope="bench", key=f"{name}-{stamp}")  # type: ignore[arg-type]
    except RunFailed:
        pass  # the guards may refuse such a summary; what was written was streamed all the same
    finally:
        connection.close()


def _read(url: str, run: str, cookie: str, seen: dict[str, tuple[float, str]], name: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("GET", f"/stream/{run}/", headers={"Cookie": cookie, "X-Forwarded-Proto": "https"})
    answer = connection.getresponse()
    text, first, kind = "", 0.0, ""
    while line := answer.readline().decode():
        if line.startswith("event:"):
            kind = line[6:].strip()
        elif line.startswith("data:") and kind == "text":
            first = first or time.time()
            data = json.loads(line[5:])
            text = data["text"] if data.get("restart") else text + data["text"]
            seen[name] = (first, text)
        elif line.startswith("data:") and kind in ("done", "error"):
            break
    connection.close()


if __name__ == "__main__":
    main()
