"""The clock and the memory behind it, with a source that says what the test wants."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from aicmr.lib import freshness
from aicmr.lib.freshness import Answer
from aicmr.lib.pagecache import Kept, PageCache, key_of

SITE = 4711


class Log:
    """A database: its sequence, its change log, and whether it answers."""

    def __init__(self) -> None:
        self.sequence = 5
        self.changes: list[tuple[int, list[str]]] = []
        self.asked = 0
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def change(self, *tags: str, explain: bool = True) -> None:
        self.sequence += 1
        if explain:
            self.changes.append((self.sequence, list(tags)))
        freshness.hurry(SITE)

    def __call__(self, site_id: int, known: int) -> Answer:
        self.asked += 1
        self.gate.wait(10)
        if self.error:
            raise self.error
        return Answer(self.sequence, [row for row in self.changes if row[0] > known])


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    found = Log()
    freshness.forget()
    monkeypatch.setattr(freshness, "_source", found)
    monkeypatch.setattr(freshness, "_listeners", [])
    yield found
    found.gate.set()
    freshness.forget()


@pytest.fixture
def cache(log: Log) -> PageCache:
    return PageCache(100_000)


def page(*tags: str, body: bytes = b"text", site_id: int = SITE) -> Kept:
    return Kept(site_id, body, [("Content-Type", "text/html")], tags)


def key(path: str, query: str = "", host: str = "h") -> tuple[str, str, str, str]:
    found = key_of({"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": host}, "http")
    assert found
    return found


def now() -> int:
    return freshness.look(SITE).sequence


def test_many_looks_are_one_question(log: Log) -> None:
    assert {now() for _ in range(1000)} == {5}
    assert log.asked == 1


def test_after_a_quarter_of_a_second_the_log_is_asked_again(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "INTERVAL", 0.01)
    now()
    log.sequence = 6
    time.sleep(0.02)
    assert now() == 6


def test_only_what_changed_is_dropped(log: Log, cache: PageCache) -> None:
    cache.put(key("/a/"), page("t:tag:1", "chrome"), now())
    cache.put(key("/b/"), page("t:tag:2", "chrome"), now())
    log.change("t:tag:1")
    assert cache.get(key("/a/")) is None
    assert cache.get(key("/b/"))


def test_a_change_that_nobody_explains_drops_everything(log: Log, cache: PageCache) -> None:
    cache.put(key("/a/"), page("t:tag:1"), now())
    log.change(explain=False)
    assert cache.get(key("/a/")) is None


@pytest.mark.parametrize("sequence", [2, 9000])
def test_a_restored_database_or_a_pruned_log_drops_everything(log: Log, cache: PageCache, sequence: int) -> None:
    cache.put(key("/a/"), page("t:tag:1"), now())
    log.sequence = sequence
    freshness.hurry(SITE)
    assert cache.get(key("/a/")) is None
    assert cache.put(key("/a/"), page("t:tag:1"), now())


def test_a_page_read_before_a_change_is_not_kept_after_it(log: Log, cache: PageCache) -> None:
    began = now()
    log.change("t:tag:1")
    now()
    assert not cache.put(key("/a/"), page("t:tag:1"), began)
    assert cache.put(key("/b/"), page("t:tag:2"), began)


def test_a_page_kept_before_its_change_is_known_goes_when_it_is(log: Log, cache: PageCache) -> None:
    began = now()
    log.sequence, log.changes = 6, [(6, ["t:tag:1"])]  # committed, and nobody has asked yet
    assert cache.put(key("/a/"), page("t:tag:1"), began)
    freshness.hurry(SITE)
    assert cache.get(key("/a/")) is None


def test_after_a_change_of_everything_older_renderings_are_refused(log: Log, cache: PageCache) -> None:
    began = now()
    log.change(freshness.EVERYTHING)
    now()
    assert not cache.put(key("/a/"), page("t:tag:9"), began)


def test_a_site_that_nobody_can_date_keeps_nothing(log: Log, cache: PageCache) -> None:
    log.error = OSError("away")
    assert now() == -1
    assert not cache.put(key("/a/"), page("x"), now())


def test_what_is_in_memory_answers_while_the_database_fails(log: Log, cache: PageCache) -> None:
    cache.put(key("/a/"), page("x"), now())
    log.error = OSError("away")
    freshness.hurry(SITE)
    assert cache.get(key("/a/"))
    log.error = None
    log.change("x")
    assert cache.get(key("/a/")) is None


def test_a_database_that_hangs_holds_up_one_request_for_a_moment(log: Log, cache: PageCache) -> None:
    cache.put(key("/a/"), page("x"), now())
    log.gate.clear()
    freshness.hurry(SITE)
    began = time.monotonic()
    assert cache.get(key("/a/"))
    assert time.monotonic() - began < 2 * freshness.PATIENCE
    began = time.monotonic()
    assert all(cache.get(key("/a/")) for _ in range(1000))
    assert time.monotonic() - began < freshness.PATIENCE
    log.change("x")
    log.gate.set()
    assert freshness._sites[SITE].answered is None or freshness._sites[SITE].answered.wait(5)
    freshness.hurry(SITE)
    assert cache.get(key("/a/")) is None


def test_sites_are_apart(log: Log, cache: PageCache) -> None:
    cache.put(key("/a/"), page("x"), now())
    cache.put(key("/a/", host="other"), page("x", site_id=9), freshness.look(9).sequence)
    log.change("x")
    assert cache.get(key("/a/")) is None
    assert cache.get(key("/a/", host="other"))


def test_the_memory_is_bounded_and_what_was_not_read_goes_first(log: Log, cache: PageCache) -> None:
    sequence = now()
    for number in range(20):
        cache.put(key(f"/{number}/"), page("x", body=b"x" * 8_000), sequence)
        cache.get(key("/0/"))
    assert cache.bytes <= cache.most_bytes
    assert cache.get(key("/0/")) and cache.get(key("/19/"))
    assert cache.get(key("/1/")) is None
    assert not cache.put(key("/big/"), page("x", body=b"x" * 50_000), sequence)
    log.change("x")
    now()
    assert (len(cache), cache.bytes, dict(cache._by_tag)) == (0, 0, {})


def test_pages_are_read_while_others_make_room(log: Log, cache: PageCache) -> None:
    """Threads that change places at every step: a reader moves a key while another takes the oldest out."""
    sequence, keys = now(), [key(f"/{number}/") for number in range(12)]
    big, failed, until = page(body=b"x" * 10_000), list[BaseException](), time.monotonic() + 1

    def read() -> None:
        number = 0
        while time.monotonic() < until:
            number += 1
            with suppress(KeyError):
                cache._kept.move_to_end(keys[number * 7 % 12])  # what `get` does with what it found

    def write() -> None:
        number = 0
        try:
            while time.monotonic() < until:
                number += 1
                cache.put(keys[number % 12], big, sequence)
                if number % 50 == 0:
                    cache.drop(SITE + 1, [freshness.EVERYTHING])
        except RuntimeError as error:
            failed.append(error)

    pause = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for work in (write, read, read, read)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(pause)
    assert not failed, failed[0]
    assert 0 < cache.bytes <= cache.most_bytes


@pytest.mark.parametrize("query", ["", "utm_source=x&gclid=2", "utm_source=x&utm_source=y", "%75tm=3&beforex=1"])
def test_campaigns_make_no_other_page(query: str) -> None:
    assert key("/a/", query) == key("/a/")


@pytest.mark.parametrize("query", ["before=1", "utm=1&before=1", "before=1&utm=2", "utm=%62&before=1"])
def test_what_views_read_makes_another_page(query: str) -> None:
    assert key("/a/", query) == key("/a/", "before=1") != key("/a/")


def test_a_key_in_disguise_is_seen() -> None:
    assert key("/a/", "%62efore=1") != key("/a/")


@pytest.mark.parametrize("path", ["/admin/", "/account/login/", "/preview/x/", "/stream/1/", "/" + "x" * 1000])
def test_personal_and_endless_addresses_have_no_place(path: str) -> None:
    assert key_of({"PATH_INFO": path, "HTTP_HOST": "h"}, "http") is None


def test_one_thread_renders_and_the_others_wait(cache: PageCache) -> None:
    rendered, seen = [], []

    def ask() -> None:
        if cache.lead(key("/a/")):
            time.sleep(0.05)
            rendered.append(1)
            cache.put(key("/a/"), page("x"), now())
            cache.land(key("/a/"))
        seen.append(cache.get(key("/a/")))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert (len(rendered), len(seen), None in seen) == (1, 8, False)
