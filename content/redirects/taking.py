"""A list of redirects into rows: first what would happen to each line, then all that is right at once.

Looking costs a handful of queries, however long the list is, and a few more for each pattern.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from content.publishing import state, tags
from content.publishing.models import LivePage, Redirect
from content.publishing.paths import normalise_path, path_key
from content.publishing.redirects import misspelt
from content.redirects import patterns
from content.redirects.models import RedirectPattern
from content.redirects.sheets import Line

if TYPE_CHECKING:
    from accounts.sites.models import Site

NEW, REPLACED, UNCHANGED, LEFT = "new", "replaced", "unchanged", "left out"
_PORTION = 500
_MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a line; `note` says why one is left out."""

    number: int
    source: str
    target: str
    state: str
    note: str = ""

    @property
    def is_pattern(self) -> bool:
        return patterns.is_pattern(self.source)


def plan(site: "Site", lines: Sequence[Line]) -> list[Outcome]:
    """For each line, in the order of the list."""
    known = _Known.of(site, [path_key(line.source) for line in lines])
    return [known.judge(line) for line in lines]


@transaction.atomic
def store(site: "Site", outcomes: Iterable[Outcome]) -> None:
    """Keep what is new and what replaces; redirects that led to a source now lead to its target."""
    chosen = [row for row in outcomes if row.state in (NEW, REPLACED)]
    if not chosen:
        return
    state.raise_sequence(site)
    single = {path_key(row.source): row for row in chosen if not row.is_pattern}
    for keys in _portions(list(single)):
        Redirect.objects.filter(site=site, path_key__in=keys).delete()
    ends = _ends(site, single)
    made = [Redirect(site=site, path=normalise_path(row.source), target=ends[key]) for key, row in single.items()]
    for row in made:
        row.set_keys()
    Redirect.objects.bulk_create(made, batch_size=_PORTION)
    for keys in _portions(list(single)):
        behind = list(Redirect.objects.filter(site=site, target_key__in=keys))
        for row in behind:
            row.target = ends[row.target_key]
            row.set_keys()
        Redirect.objects.bulk_update(behind, ["target", "target_key"])
    many = [row for row in chosen if row.is_pattern]
    for outcome in many:
        RedirectPattern.objects.filter(site=site, pattern_key=path_key(outcome.source)).delete()
        RedirectPattern.objects.create(site=site, pattern=outcome.source, target=outcome.target)
    state.note(site.pk, [tags.PATTERNS] if many else [])


@dataclass
class _Known:
    """What stands already, and what earlier lines of the list have added."""

    site: "Site"
    redirects: dict[str, str]  # key of the old address → new address
    pairs: dict[str, patterns.Pair]  # by the key of the pattern
    live: set[str]
    lines: dict[str, Line]

    @classmethod
    def of(cls, site: "Site", keys: list[str]) -> "_Known":
        redirects = dict(Redirect.objects.filter(site=site).values_list("path_key", "target").iterator())
        pairs = {path_key(pair[0]): pair for pair in patterns.pairs_of(site)}
        live: set[str] = set()
        for some in _portions(keys):
            live.update(LivePage.objects.for_site(site).filter(path_key__in=some).values_list("path_key", flat=True))
        return cls(site, redirects, pairs, live, {})

    def judge(self, line: Line) -> Outcome:
        key = path_key(line.source)
        before = self.lines.get(key)
        fault = line.fault or self._fault(line, key, before)
        if fault:
            return Outcome(line.number, line.source, line.target, LEFT, fault)
        is_pattern = patterns.is_pattern(line.source)
        known = self.pairs.get(key, ("", None))[1] if is_pattern else self.redirects.get(key)
        target = _written(line.target)
        if known == target:
            return Outcome(line.number, line.source, target, UNCHANGED)
        if is_pattern:
            self.pairs[key] = (line.source, target)
        else:
            self.redirects[key] = target
        self.lines.setdefault(key, line)
        return Outcome(line.number, line.source, target, REPLACED if known is not None else NEW)

    def _fault(self, line: Line, key: str, before: Line | None) -> str:
        if before is not None and before.target != line.target:
            return f"stands in line {before.number} already, with another new address."
        if patterns.is_pattern(line.source):
            if self.pairs.get(key) == (line.source, _written(line.target)):
                return ""
            others = [pair for own, pair in self.pairs.items() if own != key]
            return next(iter(patterns.faults(self.site, line.source, line.target, others)), "")
        if wrong := misspelt(line.source, line.target):
            return wrong
        if key in self.live:
            return "A page answers at the old address: give it another slug or take it offline first."
        return self._leads_back(line, key)

    def _leads_back(self, line: Line, key: str) -> str:
        step, seen = line.target, set()
        while step.startswith("/"):
            at = path_key(step)
            if at == key or at in seen:
                return "This would lead in a circle: the new address leads back to the old one."
            seen.add(at)
            if at not in self.redirects:
                return ""
            if len(seen) > _MOST_STEPS:
                return f"More than {_MOST_STEPS} redirects would lead on to each other: name the last address."
            step = self.redirects[at]
        return ""


def _ends(site: "Site", single: dict[str, Outcome]) -> dict[str, str]:
    """Where each old address leads in the end, past redirects that are there and those of the list."""
    known = dict(Redirect.objects.filter(site=site).values_list("path_key", "target").iterator())
    known |= {key: row.target for key, row in single.items()}
    found = {}
    for key, row in single.items():
        end, seen = row.target, {key}
        while end.startswith("/") and (at := path_key(end)) in known and at not in seen:
            seen.add(at)
            end = known[at]
        found[key] = end
    return found


def _written(target: str) -> str:
    is_plain = target.startswith("/") and not set("?#:*") & set(target)
    return normalise_path(target) if is_plain else target


def _portions(keys: list[str]) -> Iterable[list[str]]:
    return (keys[at : at + _PORTION] for at in range(0, len(keys), _PORTION))
