"""What stands between a text and its readers: it must be publishable at all, and it passes the rules of the house.

Rules are dotted paths of `rule(sources) -> dict[object_id, list[str]]`, each called once for a whole batch.
"""

from collections.abc import Sequence
from functools import cache

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils.module_loading import import_string

from accounts.sites.naming import RESERVED
from content.publishing.live import LiveBuild, LiveSource
from content.publishing.models import LivePage
from content.publishing.paths import normalise_path, path_key

_MAX_PATH = LivePage._meta.get_field("path").max_length or 0
LAST_RESORT = "<path:path>"  # the route of the view for live pages, which takes what no other takes
_rules: list[str] = []
Findings = dict[int, list[str]]


def add_rule(path: str) -> None:
    """Have every publication checked by the rule at this dotted path."""
    if path not in _rules:
        _rules.append(path)


def remove_rule(path: str) -> None:
    """Take a rule out again; for tests that add their own."""
    _rules.remove(path)


def judge(sources: Sequence[LiveSource]) -> Findings:
    """What the rules find, by object id."""
    findings: Findings = {}
    for path in _rules:
        for object_id, messages in import_string(path)(sources).items():
            findings.setdefault(object_id, []).extend(messages)
    return findings


def faults(build: LiveBuild) -> list[str]:
    """Why this cannot go live at all, in words that say what to do."""
    found = [] if build.title.strip() else ["Give it a title."]
    found += build.problems
    if len(build.path) > _MAX_PATH:
        found.append("Its address is too long: shorten its slug or those of the pages above it.")
    return found


def taken(paths: Sequence[tuple[LiveSource, str]]) -> Findings:
    """Whose address is another page's, twice in this batch, or the program's own; one query."""
    if not paths:
        return {}
    site, kind = paths[0][0].site, paths[0][0].kind
    keys = {path_key(path) for _, path in paths}
    own = [source.object_id for source, _ in paths]
    others = LivePage.objects.for_site(site).filter(path_key__in=keys).exclude(kind=kind, object_id__in=own)
    holders = dict(others.values_list("path_key", "title"))
    findings: Findings = {}
    for source, path in paths:
        key = path_key(path)
        if key in holders:
            findings[source.object_id] = [f"“{holders[key]}” already answers at {path}: choose another slug."]
        elif is_reserved(path):
            findings[source.object_id] = [f"{path} is an address of the system: choose another slug."]
        else:
            holders[key] = source.snapshot.get("title", "")
    return findings


def _is_told_apart(path: str) -> bool:
    """By its first segment no view but the last resort can answer; resolving costs as much as rendering does."""
    segment = normalise_path(path).split("/")[1]
    firsts, beginnings = _first_segments()
    return segment not in firsts and not segment.startswith(beginnings)


@cache
def _first_segments() -> tuple[frozenset[str], tuple[str, ...]]:
    """First segments of the addresses of all other views, and the beginnings of those that have variables in them."""
    found = {first for pattern in get_resolver().url_patterns for first in _firsts(pattern, "")}
    return frozenset(found), tuple(first.split("<")[0] for first in found if "<" in first)


def _firsts(pattern: URLPattern | URLResolver, before: str) -> set[str]:
    text = f"{before}{pattern.pattern}"
    if isinstance(pattern, URLResolver) and "/" not in text:
        return {first for inner in pattern.url_patterns for first in _firsts(inner, text)}
    return set() if text == LAST_RESORT else {text.split("/")[0]}


def is_reserved(path: str) -> bool:
    """Does, or may one day, something else than the view for live pages answer at `path`?"""
    return normalise_path(path).split("/")[1] in RESERVED or route_of(path) != LAST_RESORT


def route_of(path: str) -> str:
    """Of the view that answers at `path`."""
    if _is_told_apart(path):
        return LAST_RESORT
    try:
        return resolve(normalise_path(path)).route
    except Resolver404:
        return LAST_RESORT
