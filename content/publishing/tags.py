"""Tags: what a reader's page shows, and what a publication changes, in the same words.

A page is kept until one of its tags is noted in the change log (`state.note`):
`p:…` the page at an address, `t:tag:5` a list, `chrome` menus and footer, `terms` the tree and names of categories,
`any` something was published or taken down, `patterns` families of redirects (which no page shows), `*` everything of
the site.
"""

from collections.abc import Iterable

from content.publishing.paths import path_key

CHROME = "chrome"
TERMS = "terms"
ANY = "any"
PATTERNS = "patterns"
_LISTS = {"category": "cat", "tag": "tag", "author": "author"}


def of_path(path: str) -> str:
    return of_key(path_key(path))


def of_key(key: str) -> str:
    return f"p:{key}"


def of_terms(terms: Iterable[str]) -> list[str]:
    return [f"t:{term}" for term in terms]


def of_dep(dep: str) -> list[str]:
    """What lists say when an author, category or tag (`category:3`) has changed itself; none for other things."""
    kind, _, number = dep.partition(":")
    return [f"t:{_LISTS[kind]}:{number}", TERMS] if kind in _LISTS else []
