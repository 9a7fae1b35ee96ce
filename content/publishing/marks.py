"""Provenance marks (`data-p`) in bodies: a save keeps those that a higher room knows for the site, and no other.

    marks.register("ai.proposals.places.known")

names `known(site_id, marks) -> set of the marks that the site's ledger has`.
"""

import re

from django.utils.module_loading import import_string

from aicmr.lib import html

_MARK = re.compile(r' data-p="([^"]*)"')
_checkers: list[str] = []


def register(path: str) -> None:
    if path not in _checkers:
        _checkers.append(path)


def checked(body: str, site_id: int) -> str:
    """A normalised body without marks that nobody knows on this site: forged ones, and those of other sites.

    Where no room keeps a ledger, marks stay as they are: the room may come back.
    """
    found = set(_MARK.findall(body)) if _checkers else set()
    if not found:
        return body
    known: set[str] = set().union(*(import_string(path)(site_id, found) for path in _checkers))
    if found <= known:
        return body
    return html.normalise(_MARK.sub(lambda match: match[0] if match[1] in known else "", body))
