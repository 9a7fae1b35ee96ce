"""`newsroom.py SECONDS FILE GUNICORN NGINX`: publishes every second, and looks for old pages after publications.

For each address that shows an article: the last request that was answered with an old page, in seconds after the
commit. A refusal is no old page. The slowest of all goes to FILE.
"""

import json
import sys
import threading
import time
from pathlib import Path

from publish import _get
from starting import ROOT

LOOK = 4.0  # seconds after each publication


def main() -> None:
    seconds, file, gunicorn, nginx = float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from accounts.sites.models import Site
    from content.articles.services import create_article
    from content.publishing.services import publish
    from content.taxonomy.models import Author, Tag

    site = Site.objects.get(domains__host="127.0.0.1")
    tag, author = Tag.objects.get(site=site, slug="tag-3"), Author.objects.get(site=site, slug="author-3")
    late = {"gunicorn": 0.0, "nginx": 0.0}
    published, ends, lookers = 0, time.monotonic() + seconds, []
    while time.monotonic() < ends:
        began = time.monotonic()
        title = f"Newsroom {time.time():.4f}"
        fields = {"title": title, "body": f"<p>{title}</p>", "tags": [tag.pk], "authors": [author.pk]}
        page = publish(create_article(site=site, by=None, **fields), by=None)
        committed = time.monotonic()
        published += 1
        if published % 3 == 1:  # each look is some dozen requests
            paths = [page.path, "/", tag.get_absolute_url(), author.get_absolute_url(), "/feed.xml"]
            for name, base in (("gunicorn", gunicorn), ("nginx", nginx)):
                looker = threading.Thread(target=_look, args=(name, base, paths, title, committed, late))
                looker.start()
                lookers.append(looker)
        time.sleep(max(0.0, 1 - (time.monotonic() - began)))
    for looker in lookers:
        looker.join(30)
    file.write_text(json.dumps({"published": published, "late": late}), encoding="utf-8")


def _look(name: str, base: str, paths: list[str], title: str, committed: float, late: dict[str, float]) -> None:
    """Until each address has shown it twice, or for `LOOK` seconds."""
    seen = dict.fromkeys(paths, 0)
    while time.monotonic() - committed < LOOK and min(seen.values()) < 2:
        for path in paths:
            asked = time.monotonic() - committed
            try:
                status, text = _get(base, path)
            except OSError:
                continue
            if status == 404 and path == paths[0] or (status == 200 and title not in text):
                late[name] = max(late[name], asked)
            elif status == 200:
                seen[path] += 1
        time.sleep(0.15)


if __name__ == "__main__":
    main()
