"""Checks a text by the rules of the house: for pages, reviews and whoever else wants to know. Nothing is blocked."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from content.quality.house import House, house
from content.quality.rules import Finding, Text, findings

if TYPE_CHECKING:
    from accounts.sites.models import Site


def check(
    site: "Site", body: str, *, language: str, categories: Iterable[int] = (), fields: dict[str, str] | None = None,
    rules_of: House | None = None,
) -> list[Finding]:  # fmt: skip
    """What the rules find in a body (HTML as it is stored) and the fields that are given; three queries, or none with
    `rules_of`, whatever the text."""
    rules = rules_of or house(site, language=language, categories=categories)
    return findings(Text(body, language, fields or {}, rules.guidelines, rules.terms))
