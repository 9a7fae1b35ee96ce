"""T1 to T5, T7, T11: readers' pages against the limits, in rounds that follow each other."""

import json
import re
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack

from load import load, rss_of
from rows import Row
from servers import HERE, Servers, run

# What is asked: name, path, target, limit's path, wanted ratio.
UNCACHED = [
    ("article", "/articles/bench-7/", "T1", "/article/{key}/", 0.8, "one indexed query + one template"),
    ("home", "/", "T4", "/list/all/", 0.7, "list query + template"),
    ("category", "/categories/category-3/", "T4", "/list/{category}/", 0.7, "list query + template"),
    ("tag", "/tags/tag-3/", "T4", "/list/{tag}/", 0.7, "list query + template"),
    ("author", "/authors/author-3/", "T4", "/list/{author}/", 0.7, "list query + template"),
    ("archive", "/archive/2020/01/", "T4", "/list/month:2020-01/", 0.7, "list query + template"),
    ("feed", "/feed.xml", "T4", "/feed/", 0.7, "list query with bodies + template"),
    ("deep page of the tag", "/tags/tag-3/?before={deep}", "T5", "/list/{tag}/", 0.7, "list query + template"),
    ("sitemap", "/sitemap-0.xml", "T7", "/sitemap/", 0.7, "query + template of the same size"),
]


def measure(
    servers: Servers, count: int, rounds: int, seconds: float, only: Callable[[str], bool], *, beside: bool
) -> list[Row]:
    """`beside`: lists too, beside their limits, whose plain queries scan a large table and go on when nobody waits."""
    if not any(only(target) for target in ("T1", "T2", "T3", "T4", "T5", "T7", "T11")):
        return []
    environment = servers.environment(count)
    names = json.loads(run([sys.executable, str(HERE / "names.py")], environment))
    rows: list[Row] = []
    with ExitStack() as stack:
        started = time.monotonic()
        cached_name, cached = stack.enter_context(servers.web("aicmr.wsgi:application", environment))
        _first_answer(cached)
        start = time.monotonic() - started
        plain = environment | {"BENCH_SITE": str(names["site"])}
        _, uncached = stack.enter_context(servers.web("aicmr.wsgi:application", environment | {"PAGE_CACHE": "0"}))
        _, django = stack.enter_context(servers.web("ceilings.wsgi:application", plain))
        _, early = stack.enter_context(servers.web("ceilings.wsgi:application", plain | {"LIMIT": "early"}))
        _, bare = stack.enter_context(servers.web("ceilings.bare:application", plain))
        pairs = []
        for name, path, target, limit, least, what in UNCACHED:
            if only(target) and (beside or target == "T1"):
                row = Row(target, f"{name}, uncached, {count:,}", "rps", f"≥ {least} ×", least, limit_name=what)
                pairs.append((row, uncached + path.format(**names), django + limit.format(**names)))
        if only("T2"):
            row = Row(
                "T2", f"article from the page cache, {count:,}", "rps", "≥ 0.9 ×", 0.9, limit_name="early middleware"
            )
            pairs.append((row, f"{cached}/articles/bench-7/", f"{early}/early/"))
            row = Row("–", "bytes behind the stock middleware", "rps", "for comparison", limit_name="bare WSGI")
            pairs.append((row, f"{django}/bytes/", f"{bare}/"))
        _rounds(pairs, rounds, seconds)
        rows += [row for row, _, _ in pairs]
        if only("T3"):
            rows += _through_nginx(servers, cached, count, rounds, seconds)
        if only("T11"):
            rows += _memory(servers, cached_name, cached, start)
    return rows


def growth(servers: Servers, counts: list[int], rounds: int, seconds: float) -> list[Row]:
    """T5: our own pages at each size, in turn within each round; every size beside the one before."""
    found: dict[tuple[str, int], list[float]] = {}
    with ExitStack() as stack:
        asked: list[tuple[str, int, str]] = []
        for count in counts:
            environment = servers.environment(count)
            names = json.loads(run([sys.executable, str(HERE / "names.py")], environment))
            _, uncached = stack.enter_context(servers.web("aicmr.wsgi:application", environment | {"PAGE_CACHE": "0"}))
            _, cached = stack.enter_context(servers.web("aicmr.wsgi:application", environment))
            pages = [(name, uncached + path.format(**names)) for name, path, *_ in UNCACHED if name != "sitemap"]
            asked += [(name, count, url) for name, url in [*pages, ("article, cached", f"{cached}/articles/bench-7/")]]
        for number in range(rounds + 1):
            for name, count, url in sorted(asked):
                rps = load(url, seconds if number else 1).rps
                if number:  # the first round warms up
                    found.setdefault((name, count), []).append(rps)
            print(f"  round {number} of {rounds}", flush=True)
    rows = []
    for name in dict.fromkeys(name for name, _, _ in asked):
        for smaller, larger in zip(counts, counts[1:], strict=False):
            row = Row("T5", f"{name}, {smaller:,} → {larger:,}", "rps", "≥ 0.9 ×", 0.9, limit_name="before")
            row.values, row.limits = found[name, larger], found[name, smaller]
            rows.append(row)
    return rows


def _rounds(pairs: list[tuple[Row, str, str]], rounds: int, seconds: float) -> None:
    for number in range(rounds + 1):
        for row, url, limit in pairs:
            mine, theirs = load(url, seconds if number else 1), load(limit, seconds if number else 1)
            if mine.errors or theirs.errors:
                row.note = f"{mine.errors} + {theirs.errors} errors"
            if number:  # the first round warms up
                row.values.append(mine.rps)
                row.limits.append(theirs.rps)
        print(f"  round {number} of {rounds}", flush=True)


def _through_nginx(servers: Servers, web: str, count: int, rounds: int, seconds: float) -> list[Row]:
    static = servers.layout.home / "static"
    (static / "bench").mkdir(parents=True, exist_ok=True)
    (static / "bench" / "page.html").write_bytes(_get(f"{web}/articles/bench-7/"))
    rps = Row("T3", f"cached article through nginx, {count:,}", "rps", "≥ 0.9 ×", 0.9, limit_name="nginx static file")
    p99 = Row("T3", f"its p99, {count:,}", "ms", "≤ 2 ×", most=2.0, limit_name="that of the file")
    with servers.nginx(web, static) as nginx:
        for number in range(rounds + 1):
            page = load(f"{nginx}/articles/bench-7/", seconds)
            file = load(f"{nginx}/static/bench/page.html", seconds)
            if page.errors or file.errors:
                rps.note = f"{page.errors} + {file.errors} errors"
            if number:
                rps.values.append(page.rps)
                rps.limits.append(file.rps)
                p99.values.append(page.p99)
                p99.limits.append(file.p99)
    return [rps, p99]


def _memory(servers: Servers, name: str, url: str, start: float) -> list[Row]:
    for path in ("/articles/bench-7/", "/", "/feed.xml", "/search/?q=kalo", "/sitemap-0.xml", "/account/login/"):
        load(url + path, 1)
    # The parent that loaded the program, and its one worker.
    memory = Row("T11", "one web worker after load", "MB", "≤ 130 MB", most=130.0)
    memory.values = [max(rss_of(servers.pid(name)), default=0.0)]
    begin = Row("T11", "start to first response", "s", "≤ 1.5 s", most=1.5, values=[start])
    return [memory, begin]


def _first_answer(url: str) -> None:
    _get(f"{url}/healthz")


def weight(servers: Servers, count: int) -> list[Row]:
    """T15: what a reader's browser loads beside pictures."""
    environment = servers.environment(count)
    with servers.web("aicmr.wsgi:application", environment) as (_, url):
        html = _get(f"{url}/articles/bench-7/").decode()
        found = re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', html)
        scripts = re.findall(r'<script(?![^>]*type="application/ld\+json")[^>]*>', html)
        sources = [re.search(r'src="([^"]+)"', tag) for tag in scripts]
        parts = [html.encode(), *(_get(url + path) for path in [*found, *(s[1] for s in sources if s)])]
    blocking = [tag for tag in scripts if not re.search(r"\b(defer|async|type=\"module\")", tag)]
    plain, packed = sum(map(len, parts)) / 1000, sum(len(_gzip(part)) for part in parts) / 1000
    return [
        Row("T15", "article without pictures", "kB", "≤ 60 kB", most=60.0, values=[plain]),
        Row("T15", "the same, compressed", "kB", "≤ 25 kB", most=25.0, values=[packed]),
        Row("T15", "render-blocking scripts", "", "0", most=0.0, values=[float(len(blocking))]),
    ]


def _get(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return bytes(answer.read())


def _gzip(data: bytes) -> bytes:
    import gzip

    return gzip.compress(data, 6)
