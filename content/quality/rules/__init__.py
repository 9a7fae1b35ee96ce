"""Rules that a text is checked by without a model: a small registry, each rule with an id.

    @rule("link-empty", "Links without words")
    def link_empty(text: Text) -> Iterator[Finding]: ...

`check(text)` asks all of them. Rules read HTML as it is stored (blocks with ids) and know no rows but guidelines and
terms. A finding may carry `fix`: the whole block as it would be right, where that can be told mechanically.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from aicmr.lib import html
from aicmr.lib.htmltree import Node
from content.quality.models import GlossaryTerm, Guideline


@dataclass(frozen=True)
class Text:
    """What is checked; `fields` are title, summary, seo_title, seo_description, as far as they are to be checked."""

    body: str
    language: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    guidelines: tuple[Guideline, ...] = ()
    terms: tuple[GlossaryTerm, ...] = ()

    @cached_property
    def blocks(self) -> list[Node]:
        return list(html.body_tree(self.body).elements())

    def measured(self, measure: str) -> Guideline | None:
        """The most important guideline that counts this."""
        return next((row for row in self.guidelines if row.measure == measure and row.limit), None)


@dataclass(frozen=True)
class Finding:
    """`block` is the id of the block, or `field` the name of the field. priority: 1 (must) to 3 (may)."""

    rule: str
    message: str
    priority: int = 2
    block: str = ""
    field: str = ""
    quote: str = ""
    guideline: str = ""
    fix: str = ""


Check = Callable[[Text], Iterator[Finding]]
_rules: dict[str, tuple[str, Check]] = {}


def rule(name: str, label: str) -> Callable[[Check], Check]:
    """Adds the decorated function to what every text is checked by."""

    def register(check: Check) -> Check:
        _rules[name] = (label, check)
        return check

    return register


def rules() -> dict[str, str]:
    """Id → what it looks for."""
    return {name: label for name, (label, _) in _rules.items()}


def findings(text: Text) -> list[Finding]:
    """All that the rules find, in the order of the text; fields first."""
    order = {node.get("data-id"): place for place, node in enumerate(text.blocks)}
    found = [finding for _, check in _rules.values() for finding in check(text)]
    return sorted(found, key=lambda each: (order.get(each.block, -1), each.priority))
