"""How new each site is, as this process knows it: the one clock that caches of readers' pages go by.

Every publishing transaction raises its site's sequence and says which tags it changed. `look(site_id)` gives what
is known of the site, at most `INTERVAL` old. A thread of its own asks the database; a request waits `PATIENCE`
seconds for it at most, so that a database that hangs keeps nobody from pages that are in memory.

The order is what makes it safe: a sequence becomes visible with the commit that raised it, and a site's
transactions hold its row, so whoever knows a sequence reads at least what it stands for. What is read after
`look` said 7 may be kept as of 7: a change 8 that slips in between is dropped when 8 becomes known, and what is
kept only after 8 became known is refused by `unchanged`.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from queue import SimpleQueue

logger = logging.getLogger(__name__)

INTERVAL = 0.25  # seconds between two questions, counted from the start of the first
PATIENCE = 0.3  # seconds that a request waits for the answer
RETRY = 1.0  # seconds after a question that failed
EVERYTHING = "*"
_MOST_TAGS = 20_000  # remembered per site; beyond, what is being rendered is not kept

Changes = Iterable[tuple[int, Iterable[str]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The site's sequence, what changed since the sequence that was asked about, and how far the replica is."""

    sequence: int
    changes: Changes = ()
    replica: int | None = None


Source = Callable[[int, int], Answer]  # (site id, known sequence or -1)
Listener = Callable[[int, frozenset[str]], object]  # (site id, changed tags)


@dataclass(slots=True)
class Known:
    """What this process knows of a site. `sequence` is -1 as long as nobody could say."""

    site_id: int
    sequence: int = -1
    replica: int | None = None
    due: float = 0.0
    floor: int = -1  # everything older may have changed
    changed: dict[str, int] = field(default_factory=dict)
    answered: threading.Event | None = None
    is_late: bool = False

    @property
    def replica_is_level(self) -> bool:
        return self.replica is not None and self.replica >= self.sequence >= 0


_sites: dict[int, Known] = {}
_listeners: list[Listener] = []
_source: Source | None = None
_questions: SimpleQueue[Known] = SimpleQueue()
_thread: threading.Thread | None = None
lock = threading.RLock()  # also held by caches while they change, so that dropping and keeping take turns


def use(source: Source) -> None:
    """Who is asked; without one nothing is known and nothing may be kept."""
    global _source
    _source = source


def listen(listener: Listener) -> None:
    """Have `listener(site_id, tags)` called with `lock` held whenever something has changed."""
    if listener not in _listeners:
        _listeners.append(listener)


def look(site_id: int) -> Known:
    """What is known of the site; asks first where that is older than `INTERVAL`."""
    known = _sites.get(site_id)
    if known is None:
        with lock:
            known = _sites.setdefault(site_id, Known(site_id))
    if time.monotonic() < known.due or _source is None:
        return known
    answered = _ask(known)
    if not known.is_late and not answered.wait(PATIENCE):
        known.is_late = True
        logger.warning("the database does not say how new site %s is; pages in memory stay as they are", site_id)
    return known


def hurry(site_id: int) -> None:
    """Something was changed in this very process: the next look asks."""
    known = _sites.get(site_id)
    if known is not None:
        known.due = 0.0


def unchanged(site_id: int, since: int, tags: Iterable[str]) -> bool:
    """Whether none of `tags` is known to have changed after the sequence `since`. To be asked with `lock` held."""
    known = _sites.get(site_id)
    if known is None or since < max(known.floor, 0):
        return False
    return all(known.changed.get(tag, -1) <= since for tag in tags)


def forget() -> None:
    """Start anew; for tests, and where the database was exchanged."""
    with lock:
        for site_id in _sites:
            _tell(site_id, frozenset((EVERYTHING,)))
        _sites.clear()


def _ask(known: Known) -> threading.Event:
    """One question at a time for each site; the event is set when it is answered."""
    with lock:
        if known.answered is None:
            known.answered = threading.Event()
            _start()
            _questions.put(known)
        return known.answered


def _start() -> None:
    global _thread
    if _thread is None or not _thread.is_alive():  # a forked process has no thread yet
        _thread = threading.Thread(target=_work, name="freshness", daemon=True)
        _thread.start()


def _work() -> None:
    while True:
        _answer(_questions.get())


def _answer(known: Known) -> None:
    began = time.monotonic()
    try:
        answer = _source(known.site_id, known.sequence) if _source else Answer(-1)
    except Exception as error:  # whatever the driver raises: readers keep what there is
        logger.warning("cannot see how new site %s is: %s", known.site_id, type(error).__name__)
        answer = None
    with lock:
        if answer is not None and _sites.get(known.site_id) is known:
            _learn(known, answer)
        known.due = began + INTERVAL if answer is not None else time.monotonic() + RETRY
        known.is_late = answer is None and time.monotonic() - began > PATIENCE
        answered, known.answered = known.answered, None
    if answered:
        answered.set()


def _learn(known: Known, answer: Answer) -> None:
    known.replica = answer.replica
    if answer.sequence == known.sequence:
        return
    tags, seen = set[str](), set[int]()
    for sequence, names in answer.changes:
        seen.add(sequence)
        for name in names:
            tags.add(name)
            known.changed[name] = max(sequence, known.changed.get(name, 0))
    last = max(seen | {answer.sequence})
    # A sequence that nobody explained, a log that was pruned, a database that was restored: everything may be new.
    if known.sequence < 0 or last < known.sequence or seen < set(range(known.sequence + 1, last + 1)):
        tags.add(EVERYTHING)
    known.sequence = last
    if EVERYTHING in tags or len(known.changed) > _MOST_TAGS:
        known.floor = last
        known.changed.clear()
    _tell(known.site_id, frozenset(tags))


def _tell(site_id: int, tags: frozenset[str]) -> None:
    for listener in _listeners:
        listener(site_id, tags)
