"""Patterns of addresses: `:name` stands for one part of a path, `*` at the end for all that follows.

The target names them again, the rest as `:splat`: `/:year/:month/:slug → /articles/:slug`, `/blog/* → /news/:splat`.
The way of writing is that of Netlify's and Cloudflare's `_redirects` files. Values fill whole parts only, so that
matching takes one pass and no target can be made to leave its host.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aicmr.lib.remembered import Remembered
from content.publishing import tags
from content.publishing.models import LivePage, Redirect
from content.publishing.paths import normalise_path, path_key
from content.publishing.redirects import is_address, may_lead_from
from content.redirects.models import RedirectPattern

if TYPE_CHECKING:
    from accounts.sites.models import Site

Pair = tuple[str, str]  # pattern, target
LONGEST = 499
MOST = 500  # of a site: each address without a page is held against all of them
_NAME = re.compile(r":([A-Za-z_][A-Za-z0-9_]*)")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_MOST_STEPS = 10
_known = Remembered(200)


def is_pattern(text: str) -> bool:
    """Whether the address stands for many."""
    return any(part.startswith(":") or "*" in part for part in text.split("/"))


def target_of(site: "Site", path: str, as_of: int | None = None) -> str:
    """Where the first pattern that fits leads, or ''. One query, none where the site's patterns are remembered."""
    return filled(pairs_of(site, as_of), path)


def pairs_of(site: "Site", as_of: int | None = None) -> list[Pair]:
    """The site's patterns, those that say more of an address before those that say less."""
    rows = RedirectPattern.objects.filter(site=site).values_list("pattern", "target")
    return _known.get(site.pk, tags.PATTERNS, as_of, lambda: in_order(rows))


def beside(pairs: Iterable[Pair], *own: str) -> list[Pair]:
    """Those that are no other spelling of the `own` patterns, as with a slash at the end."""
    keys = {path_key(pattern) for pattern in own}
    return [pair for pair in pairs if path_key(pair[0]) not in keys]


def in_order(pairs: Iterable[Pair]) -> list[Pair]:
    def weight(pair: Pair) -> tuple[int, bool, int, str]:
        parts = pair[0].strip("/").split("/")
        fixed = sum(not is_pattern(part) for part in parts)
        return -fixed, pair[0].endswith("*"), -len(parts), pair[0]

    return sorted(pairs, key=weight)


def filled(pairs: Iterable[Pair], path: str) -> str:
    """The target of the first pattern that fits, with the parts of this path in it; '' if none does or it stays."""
    path = normalise_path(path)
    for pattern, target in pairs:
        if found := _compiled(pattern).fullmatch(path):
            address = _fill(target, found.groupdict(""))
            return "" if not is_address(address) or path_key(address) == path_key(path) else address
    return ""


def faults(site: "Site", pattern: str, target: str, others: Sequence[Pair]) -> list[str]:
    """Why this pattern cannot be kept beside the `others`, in words for people."""
    if wrong := misspelt(pattern, target):
        return [wrong]
    if len(others) >= MOST:
        return [f"A site has at most {MOST} patterns: write one for several of them, or a redirect for each address."]
    if _goes_round(site, pattern, in_order([*others, (pattern, target)])):
        return ["This would lead in a circle: the new address fits a pattern that leads back."]
    return []


def misspelt(pattern: str, target: str) -> str:
    """What is wrong with the two whatever else is on the site, or ''."""
    if wrong := _of_pattern(pattern) or _of_target(pattern, target):
        return wrong
    if not may_lead_from(_sample(pattern)):
        return "The program itself answers at these addresses: nobody would be led on from there."
    return ""


def _of_pattern(pattern: str) -> str:
    parts = pattern.strip("/").split("/")
    if not pattern.startswith("/") or pattern.startswith("//"):
        return "The old addresses begin with one slash, as in /blog/*."
    if _CONTROL.search(pattern) or "?" in pattern or "#" in pattern:
        return "A pattern is about the path alone: leave out ? and # and what follows."
    if len(pattern) > LONGEST:
        return f"An address has at most {LONGEST} characters: shorten it."
    if not is_pattern(pattern):
        return "A pattern has a * at its end or a part such as :slug; a single address is a redirect of its own."
    if any("*" in part for part in parts[:-1]) or "*" in parts[-1] and parts[-1] != "*":
        return "The * stands alone at the end, as in /blog/*; one part of the address is written as :name."
    names = [part for part in parts if part.startswith(":")]
    if any(not _NAME.fullmatch(name) for name in names):
        return "A part is named with plain letters, digits and underscores, as in /:year/:slug."
    if len({*names}) < len(names) or ":splat" in names:
        return "Each part needs a name of its own; “splat” is what the * stands for."
    return ""


def _of_target(pattern: str, target: str) -> str:
    known = {name[1:] for name in pattern.split("/") if name.startswith(":")}
    known |= {"splat"} if pattern.rstrip("/").endswith("*") else set()
    host, path = _split(target)
    unknown = [name for name in _NAME.findall(path) if name not in known]
    if "*" in target:
        return "In the new address, what the * stood for is written as :splat."
    if len(target) > LONGEST or _CONTROL.search(target):
        return f"An address has at most {LONGEST} visible characters."
    if (
        target.startswith("//")
        or _NAME.search(host.partition("//")[2])
        or not is_address(host + _fill(path, dict.fromkeys(known, "x")))
    ):
        return "The new address begins with a slash, or with https:// and the name of another site."
    if unknown:
        return f"“:{unknown[0]}” does not stand in the old addresses."
    return ""


def _goes_round(site: "Site", pattern: str, pairs: Sequence[Pair]) -> bool:
    """Whether an address that fits is led on until a pattern comes again, past no page that would answer."""
    path, used = _sample(pattern), set()
    for _ in range(_MOST_STEPS):
        pair = next((pair for pair in pairs if _compiled(pair[0]).fullmatch(normalise_path(path))), None)
        if pair is None:
            return False
        if pair in used:
            return True
        used.add(pair)
        found = _compiled(pair[0]).fullmatch(normalise_path(path))
        path = _fill(pair[1], found.groupdict("") if found else {})
        if not path.startswith("/") or not may_lead_from(path):
            return False
        if LivePage.objects.for_site(site).filter(path_key=path_key(path)).exists():
            return False
        led = Redirect.objects.filter(site=site, path_key=path_key(path)).values_list("target", flat=True).first()
        path = led or path
    return True


def _sample(pattern: str) -> str:
    return "/".join("sample" if is_pattern(part) else part for part in pattern.split("/"))


def _split(target: str) -> tuple[str, str]:
    """Scheme and host, and the rest; the first is empty for an address of this site."""
    if target.startswith("/"):
        return "", target
    try:
        parts = urlsplit(target)
    except ValueError:
        return target, ""
    host = f"{parts.scheme}://{parts.netloc}"
    return host, target.removeprefix(host) or "/"


def _fill(target: str, values: dict[str, str]) -> str:
    host, path = _split(target)
    path = _NAME.sub(lambda found: values.get(found[1], found[0]).strip("/"), path)
    return host + re.sub(r"/{2,}", "/", path)


@lru_cache(maxsize=10 * MOST)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Of paths in the one form that `normalise_path` makes."""
    written = []
    for part in normalise_path(pattern).strip("/").split("/"):
        if part == "*":
            written.append(r"(?:/(?P<splat>.*?))?")
        elif name := _NAME.fullmatch(part):
            written.append(rf"/(?P<{name[1]}>[^/]+)")
        else:
            written.append(f"/{re.escape(part)}")
    return re.compile("".join(written) + "/?", re.DOTALL)
