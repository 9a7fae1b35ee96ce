"""The rules that hold for one text: what people, checks and models are told, of bounded size."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from aicmr.lib import wording
from content.quality.models import Edition, GlossaryTerm, Guideline
from content.quality.scoping import sections

if TYPE_CHECKING:
    from accounts.sites.models import Site

MOST_GUIDELINES_CHARS = 6_000  # told at once, the most important first
MOST_TERMS_CHARS = 3_000
MOST_TERMS = 3_000  # that are checked


@dataclass(frozen=True)
class House:
    """`guidelines` and `terms` are all that hold, most important first; `told` and `told_terms` those that fit into
    what a model is told. `name` is that of their edition, '' where there are none."""

    guidelines: tuple[Guideline, ...] = ()
    terms: tuple[GlossaryTerm, ...] = ()
    told: tuple[Guideline, ...] = ()
    told_terms: tuple[GlossaryTerm, ...] = ()

    @property
    def left_out(self) -> int:
        """Guidelines that do not fit."""
        return len(self.guidelines) - len(self.told)

    @property
    def name(self) -> str:
        return _name(_versions(self.told), _versions(self.told_terms))


def house(
    site: "Site", *, language: str, categories: Iterable[int] = (), text: str = "", most: int = MOST_GUIDELINES_CHARS
) -> House:
    """What holds for a text in `language` under these categories; two queries and one for the sections.

    text: terms that stand in it are told first. most: characters of all guidelines that are told together.
    """
    here = sections(site, categories)
    guidelines = tuple(Guideline.objects.applying(site, language=language, sections=here))
    terms = tuple(GlossaryTerm.objects.applying(site, language=language, sections=here)[:MOST_TERMS])
    ranked = sorted(terms, key=lambda row: not stands_in(row, text)) if text else list(terms)
    return House(guidelines, terms, _fitting(guidelines, most), _fitting_terms(ranked))


def edition(found: House, site: "Site") -> str:
    """The name of exactly these versions, written down so that it can be looked up ever after."""
    name = found.name
    if not name or Edition.objects.filter(site=site, name=name).exists():
        return name
    told = {"guidelines": _versions(found.told), "terms": _versions(found.told_terms)}
    try:
        with transaction.atomic():
            Edition.objects.create(site=site, name=name, **told)
    except IntegrityError:  # another worker was first
        return name
    return name


def stands_in(row: GlossaryTerm, text: str) -> bool:
    """Whether the text has the term, as it should be or not."""
    forms = (row.term, row.preferred, *row.forbidden)
    return any(wording.holds(text, form, case_sensitive=row.case_sensitive) for form in forms if form)


def _fitting(rows: Iterable[Guideline], most: int) -> tuple[Guideline, ...]:
    """The most important ones that fit; a long one that does not is passed over."""
    told = []
    for row in rows:
        size = len(row.title) + len(row.rule) + len(row.good) + len(row.bad) + 30
        if size <= most:
            told.append(row)
            most -= size
    return tuple(told)


def _fitting_terms(rows: Iterable[GlossaryTerm]) -> tuple[GlossaryTerm, ...]:
    told, room = [], MOST_TERMS_CHARS
    for row in rows:
        size = len(row.right) + len(row.note) + sum(len(form) + 2 for form in row.forbidden) + 30
        if size > room:
            break
        told.append(row)
        room -= size
    return tuple(told)


def _versions(rows: Iterable[Guideline] | Iterable[GlossaryTerm]) -> list[list[str | int]]:
    return sorted([row.code, row.version] for row in rows)


def _name(guidelines: list[list[str | int]], terms: list[list[str | int]]) -> str:
    if not guidelines and not terms:
        return ""
    return "ed-" + hashlib.blake2b(repr((guidelines, terms)).encode(), digest_size=6).hexdigest()
