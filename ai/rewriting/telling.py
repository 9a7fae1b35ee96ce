"""What each run is told, and what its answer must be."""

from typing import Any

from ai.engine.services import Expect
from ai.guards import expecting
from ai.local import language as languages
from ai.rewriting import shaping
from ai.rewriting.actions import HEADINGS, TONES, Action
from ai.rewriting.models import Rewrite
from ai.rewriting.shaping import Shape
from ai.writing.translating import language_name
from aicmr.lib import html
from aicmr.lib.text import shorten

AROUND_CHARS = 700  # of what stands before, and after
SURE = 0.6
ENDS = (".", "!", "?", "…", "。", "！", "？", "।")
MOST_WORDS = 220  # of a continuation
_MARKDOWN = frozenset({"list", "table"})


def spoken(block: html.Block, obj: Any) -> str:
    """The language of the block: what it says itself, what it can be told by, else the article's."""
    said = next(html.body_tree(block.html).elements()).get("lang")
    own = str(obj.language or obj.site.locale)
    code, sure = languages.detect(block.text)
    if said or code is None or sure < SURE or languages.same(code, own):
        return said or own
    return code


def context(rewrite: Rewrite, obj: Any, blocks: list[html.Block], at: int, shape: Shape) -> dict[str, Any]:
    """The passage, what stands around it, and what was asked for; all of it plain JSON."""
    language = spoken(blocks[at], obj)
    target = rewrite.language or language
    return {
        "document": shape.document,
        "kind": _kind(shape.tag),
        "before": shorten(_around(blocks[:at][-2:]), AROUND_CHARS),
        "after": shorten(_around(blocks[at + 1 : at + 2]), AROUND_CHARS),
        "title": obj.title,
        "language": language,
        "language_name": language_name(language),
        "target": target,
        "target_name": language_name(target),
        "tone": TONES.get(rewrite.tone, rewrite.tone),
        "instruction": rewrite.instruction,
        "has_marks": bool(shape.marks),
    }


def expectation(action: Action, told: dict[str, Any]) -> Expect:
    """From what the run was told alone, so that a test run is held to the same. A name from the paragraph before is
    not invented: all that was told is known."""
    document, language = str(told.get("document") or ""), str(told.get("language") or "")
    if action.adds:
        return expecting(action.purpose, language=language, html=(), plain=True, whole=True, max_words=MOST_WORDS)
    is_prose = told.get("kind") == "paragraph" and action.name not in _MARKDOWN
    return expecting(
        action.purpose,
        language=str(told.get("target") or language),
        source=document,
        source_language=language,
        html=shaping.marks(document),
        keep_tags=shaping.kept(document, action),
        plain=is_prose,
        whole=is_prose and document.rstrip().rstrip("”“\"'»)").endswith(ENDS),
    )


def _around(blocks: list[html.Block]) -> str:
    return "\n\n".join(block.text for block in blocks if block.tag not in ("pre", "figure") and block.text)


def _kind(tag: str) -> str:
    names = {"p": "paragraph", "ul": "list", "ol": "numbered list", "table": "table", "blockquote": "quotation"}
    return "heading" if tag in HEADINGS else names.get(tag, "passage")
