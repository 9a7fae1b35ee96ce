"""What the engine is told of a site's guidelines and glossary, for the text that a scope names."""

from collections.abc import Iterable

from accounts.sites.models import Site
from ai.engine.house import GLOSSARY, IDS, RULES, Asked, House, register
from aicmr.lib.wording import Wording
from content import kinds
from content.quality import house as quality
from content.quality.models import GlossaryTerm, Guideline


@register
def rules_of(asked: Asked) -> House:
    """The rules for the language of the answer; of a translation also the terms of its source that stand in it."""
    categories = list(categories_of(asked.site, asked.scope))
    most = quality.MOST_GUIDELINES_CHARS if RULES in asked.reads else 0
    found = quality.house(asked.site, language=asked.language, categories=categories, text=asked.text, most=most)
    code = asked.language.lower()
    terms, checked = (found.told_terms, found.terms) if GLOSSARY in asked.reads else ((), ())
    sources: tuple[GlossaryTerm, ...] = ()
    source = asked.source_language.split("-")[0].lower()
    if GLOSSARY in asked.reads and source and source != code.split("-")[0]:
        other = quality.house(asked.site, language=asked.source_language, categories=categories, text=asked.text)
        sources = tuple(row for row in other.terms if _translated(row, code) and quality.stands_in(row, asked.text))
    told = quality.House(told=found.told, told_terms=tuple({row.pk: row for row in (*terms, *sources)}.values()))
    return House(
        version=quality.edition(told, asked.site) if asked.keeps else "",
        rules=tuple(_rule(row, with_id=IDS in asked.reads) for row in told.told),
        glossary=tuple(_term(row, code, is_source=row in sources) for row in told.told_terms),
        wordings=tuple(wording for row in checked if (wording := _wording(row, code)).forbidden),
        pairs=tuple(pair for row in sources for pair in _pairs(row, code)),
    )


def categories_of(site: Site, scope: str) -> Iterable[int]:
    """The categories of the text that `article:7` names; none for anything else."""
    kind, _, name = scope.partition(":")
    if not name.isdecimal() or kind not in {each.name for each in kinds.all_kinds()}:
        return []
    row = kinds.get(kind).model._default_manager.filter(site=site, pk=int(name)).first()
    if row is None or not hasattr(row, "more_categories"):
        return []
    return [pk for pk in (row.category_id, *row.more_categories.values_list("pk", flat=True)) if pk]


def _rule(row: Guideline, *, with_id: bool) -> str:
    examples = "".join(f" {name}: {words}" for name, words in (("Good", row.good), ("Bad", row.bad)) if words)
    name = f"{row.code} " if with_id else ""
    return f"- {name}({row.get_priority_display().lower()}) {row.title}: {row.rule}{examples}"


def _term(row: GlossaryTerm, code: str, *, is_source: bool) -> str:
    if is_source:
        return f"- “{row.term}” is “{_translated(row, code)}”. {row.note}".rstrip()
    not_so = f", never {', '.join(f'“{form}”' for form in row.forbidden)}" if row.forbidden else ""
    kept = " Never translate it." if row.do_not_translate else ""
    return f"- Write “{_right(row, code)}”{not_so}.{kept} {row.note}".rstrip()


def _right(row: GlossaryTerm, code: str) -> str:
    return row.right if row.language or row.do_not_translate else _translated(row, code) or row.right


def _translated(row: GlossaryTerm, code: str) -> str:
    if row.do_not_translate:
        return row.right
    return str(row.translations.get(code) or row.translations.get(code.split("-")[0]) or "")


def _wording(row: GlossaryTerm, code: str) -> Wording:
    return Wording(_right(row, code), tuple(row.forbidden), row.case_sensitive)


def _pairs(row: GlossaryTerm, code: str) -> list[tuple[str, str]]:
    wanted = _translated(row, code)
    return [(form, wanted) for form in dict.fromkeys((row.term, row.right))]
