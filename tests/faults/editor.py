"""The editor: every second an article, every third a picture, in a process of its own, until told to stop.

What the program has confirmed is written down (one JSON line each), so that afterwards it can be looked for.
"""

import io
import json
import sys
import time
from pathlib import Path

STEP = 1.0


def main() -> None:
    journal, stop = Path(sys.argv[1]), Path(sys.argv[2])
    import django

    django.setup()
    from django.db import connection

    site = None
    number = 0
    with journal.open("a", buffering=1) as file:
        while not stop.exists():
            began = time.monotonic()
            number += 1
            try:
                site = site or _site()
                file.write(json.dumps(_publish(site)) + "\n")
                if number % 3 == 0:
                    file.write(json.dumps(_upload(site, number)) + "\n")
            except Exception as error:  # the fault: the editor sees an error and tries again
                print(f"{time.strftime('%H:%M:%S')} {type(error).__name__}: {error}"[:200], flush=True)
                connection.close()
            time.sleep(max(0.0, STEP - (time.monotonic() - began)))


def _site() -> object:
    from accounts.sites.models import Site

    return Site.objects.get(domains__host="127.0.0.1")


def _publish(site: object) -> dict[str, object]:
    from content.articles.services import create_article
    from content.publishing.services import publish

    title = f"News {time.time():.4f}"
    article = create_article(site=site, by=None, title=title, body=f"<p>{title}: the tide comes in.</p>")
    page = publish(article, by=None)
    return {"kind": "article", "title": title, "path": page.path, "at": time.time()}


def _upload(site: object, number: int) -> dict[str, object]:
    from django.core.files.base import ContentFile
    from PIL import Image

    from content.media.services import upload

    data = io.BytesIO()
    color = ((number * 7) % 256, int(time.time() * 10) % 256, int(time.time()) % 256)
    Image.new("RGB", (400, 300), color).save(data, "JPEG")
    name = f"fault-{time.time():.4f}.jpg"
    asset = upload(ContentFile(data.getvalue(), name), site=site, by=None, title=name)
    return {"kind": "picture", "id": asset.pk, "at": time.time()}


if __name__ == "__main__":
    main()
