"""T8: `publish.py GUNICORN NGINX TIMES` publishes new articles and looks for each on every address that shows it."""

import http.client
import ssl
import time
from urllib.parse import urlsplit

from starting import begin, tell

LONGEST = 6.0


def main() -> None:
    gunicorn, nginx, times = begin()
    from accounts.sites.models import Site
    from content.articles.services import create_article
    from content.publishing.services import publish
    from content.taxonomy.models import Author, Category, Tag
    from deploy.bench.filling import body

    site = Site.objects.get(domains__host="127.0.0.1")
    tag, author, category = (model.objects.get(site=site, slug=slug) for model, slug in _NAMED(Tag, Author, Category))
    calls: list[float] = []
    seen: dict[str, list[float]] = {"gunicorn": [], "nginx": []}
    for number in range(int(times)):
        title = f"Bench news {time.time():.6f}"
        fields = {"title": title, "body": body(number), "tags": [tag.pk], "authors": [author.pk]}
        article = create_article(site=site, by=None, category=category.pk, **fields)
        warm = ["/", tag.get_absolute_url(), author.get_absolute_url(), category.get_absolute_url(), "/feed.xml"]
        for base in (gunicorn, nginx):
            for path in warm:
                _get(base, path)
        began = time.perf_counter()
        page = publish(article, by=None)
        committed = time.perf_counter()
        calls.append((committed - began) * 1000)
        for name, base in (("gunicorn", gunicorn), ("nginx", nginx)):
            seen[name].append(_until_seen(base, [page.path, *warm], title, committed))
    tell(calls=calls, **seen)


def _NAMED(tag: type, author: type, category: type) -> list[tuple[type, str]]:
    return [(tag, "tag-3"), (author, "author-3"), (category, "category-3")]


def _until_seen(base: str, paths: list[str], title: str, since: float) -> float:
    """Seconds from the commit to the start of the last request that found an old page, on the slowest address."""
    worst, waiting = 0.0, list(paths)
    while waiting and time.perf_counter() - since < LONGEST:
        for path in list(waiting):
            asked = time.perf_counter()
            if title in _get(base, path)[1]:
                waiting.remove(path)
            else:
                worst = max(worst, asked - since)
    return LONGEST if waiting else worst


def _get(base: str, path: str) -> tuple[int, str]:
    parts = urlsplit(base)
    if parts.scheme == "https":
        context = ssl._create_unverified_context()  # noqa: S323 - our own server
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(parts.netloc, context=context, timeout=10)
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


if __name__ == "__main__":
    main()
