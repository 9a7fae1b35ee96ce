"""The glossary, and what guidelines count: words of sentences and paragraphs, characters for search engines."""

import re
from collections.abc import Iterator

from aicmr.lib import wording
from aicmr.lib.htmltree import Node, parse, write
from aicmr.lib.text import count_words
from content.quality.models import GlossaryTerm
from content.quality.rules import Finding, Text, rule

_SENTENCE = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+(?=[\"“„«(]?[A-ZÀ-ÖØ-ÞА-Я0-9])|(?<=[。！？])")
_ABBREVIATED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|St|No|Nr|vs|z\. ?B|d\. ?h|e\.g|i\.e|ca|etc|bzw|usw|Prof|[A-Z])\.$")
TITLE_CHARS, DESCRIPTION_CHARS = 60, 160  # what search engines show of them
LEAST_DESCRIPTION = 50


@rule("glossary", "Words that the glossary does not want")
def glossary(text: Text) -> Iterator[Finding]:
    by_wording = {row.wording: row for row in text.terms if row.forbidden}
    for name, value in text.fields.items():
        for use in wording.uses(value, by_wording):
            yield _use(use, by_wording[use.wording], field=name)
    for block in text.blocks:
        seen: set[str] = set()
        for use in wording.uses(_own_words(block), by_wording):
            if use.found.casefold() not in seen:
                seen.add(use.found.casefold())
                yield _use(use, by_wording[use.wording], block=block)


@rule("long-sentence", "Sentences that are longer than a guideline wants")
def long_sentence(text: Text) -> Iterator[Finding]:
    guideline = text.measured("sentence-words")
    for block in text.blocks if guideline and guideline.limit else ():
        for sentence in sentences(_own_words(block)):
            if guideline and (count := count_words(sentence)) > (guideline.limit or 0):
                message = f"This sentence has {count} words, and {guideline.limit} are wanted at most."
                quote = sentence[:200]
                yield Finding(
                    "long-sentence", message, guideline.priority, block.get("data-id"), quote=quote,
                    guideline=guideline.code,
                )  # fmt: skip


@rule("long-paragraph", "Paragraphs that are longer than a guideline wants")
def long_paragraph(text: Text) -> Iterator[Finding]:
    guideline = text.measured("paragraph-words")
    for block in text.blocks if guideline else ():
        count = count_words(block.text())
        if guideline and block.tag == "p" and count > (guideline.limit or 0):
            message = f"This paragraph has {count} words, and {guideline.limit} are wanted at most. Divide it."
            yield Finding(
                "long-paragraph", message, guideline.priority, block.get("data-id"), guideline=guideline.code
            )  # fmt: skip


@rule("seo-title", "Titles that search engines would cut")
def seo_title(text: Text) -> Iterator[Finding]:
    if "title" not in text.fields and "seo_title" not in text.fields:
        return
    name = "seo_title" if text.fields.get("seo_title") else "title"
    guideline = text.measured("seo-title-chars")
    most = (guideline.limit if guideline else None) or TITLE_CHARS
    if (size := len(text.fields.get(name, ""))) > most:
        message = f"The title has {size} characters; search engines show about {most}. Put a shorter one beside it."
        yield Finding("seo-title", message, 3, field=name, guideline=guideline.code if guideline else "")


@rule("seo-description", "Descriptions for search engines: missing, too short, too long")
def seo_description(text: Text) -> Iterator[Finding]:
    if "seo_description" not in text.fields:
        return
    guideline = text.measured("seo-description-chars")
    most = (guideline.limit if guideline else None) or DESCRIPTION_CHARS
    size = len(text.fields["seo_description"].strip())
    if not size:
        message = "There is no description for search engines: they choose some words of the text themselves."
    elif size > most:
        message = f"The description has {size} characters; search engines show about {most}."
    elif size < min(LEAST_DESCRIPTION, most):
        message = f"The description has {size} characters. There is room for {most}: say what the text is about."
    else:
        return
    code = guideline.code if guideline else ""
    yield Finding("seo-description", message, 3, field="seo_description", guideline=code)


def sentences(text: str) -> list[str]:
    """The sentences of a plain text, by its marks; abbreviations that are known do not end one."""
    found: list[str] = []
    for part in (part.strip() for line in text.split("\n") for part in _SENTENCE.split(line)):
        if part and found and _ABBREVIATED.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found


def _use(use: wording.Use, row: GlossaryTerm, *, block: Node | None = None, field: str = "") -> Finding:
    instead = f"Write “{row.right}” instead of “{use.found}”." if row.right.casefold() != use.form.casefold() else ""
    message = f"{instead or f'Write “{row.right}”, not “{use.found}”.'} {row.note}".strip()
    fix = _fixed(block, row) if block is not None else ""
    place = block.get("data-id") if block is not None else ""
    return Finding("glossary", message, 2, place, field, quote=use.found, guideline=row.code, fix=fix)


def _fixed(block: Node, row: GlossaryTerm) -> str:
    """The block with the term as the glossary wants it; '' where that cannot be told."""
    copy = parse(write(block))
    return write(copy) if wording.replace_in(copy, [row.wording]) else ""


def _own_words(block: Node) -> str:
    """The block's text without code and without what others are quoted with."""
    if block.tag in ("pre", "blockquote"):
        return ""
    copy = parse(write(block))
    for node in list(copy.walk()):
        node.children = [
            child for child in node.children if isinstance(child, str) or child.tag not in ("code", "blockquote", "pre")
        ]
    return " ".join(copy.text().split())
