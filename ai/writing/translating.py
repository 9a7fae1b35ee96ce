"""A whole article in another language, as one proposal: links, pictures, code and block ids come from the original."""

import re
from collections.abc import Callable
from typing import Any

from django.conf.locale import LANG_INFO

from ai.engine import services as engine
from ai.engine.models import Run
from ai.guards import expecting
from ai.proposals import confidence, translations
from ai.proposals import services as proposals
from ai.proposals.models import Proposal
from ai.writing.numbering import Torn, numbered, restored
from aicmr.lib import html

PART_CHARS = 9_000  # of one call; longer articles are translated in parts
_HEAD = re.compile(r"<(title|summary)>(.*?)</\1>\s*", re.DOTALL)


def field_of(language: str) -> str:
    return f"{translations.FIELD}{language}"


def language_name(code: str) -> str:
    info = LANG_INFO.get(code.lower()) or LANG_INFO.get(code.split("-")[0].lower()) or {}
    return str(info.get("name") or code)


def contexts(obj: Any, language: str, *, instruction: str = "") -> list[dict[str, Any]]:
    """What each call is told, one for each part of the article."""
    source = obj.language or obj.site.locale
    told = {
        "language": language,
        "language_name": language_name(language),
        "source_language": source,
        "source_language_name": language_name(source),
        "instruction": instruction,
    }
    head = "".join(f"<{name}>{value}</{name}>\n" for name in ("title", "summary") if (value := getattr(obj, name)))
    parts = _parts(obj.body)
    return [
        told | {"document": (head if place == 0 else "") + numbered(part).text, "body": part}
        for place, part in enumerate(parts)
    ]


def translate(obj: Any, kind: str, language: str, *, key: str, on_text: Callable[[str], None], **made: Any) -> Proposal:
    """The proposal `translation:<language>`; `made`: `by`, `bundle`, `instruction` and, with `proposal_key`, a key.

    Each part is a run under `key`, `key:1` … Raises RunFailed.
    """
    by, site = made.get("by"), obj.site
    head = {"title": "", "summary": ""}
    bodies, first, cost, notes = [], None, 0, list[str]()
    for place, told in enumerate(contexts(obj, language, instruction=made.get("instruction", ""))):
        source = told.pop("body")
        expect = expecting(
            "translate", language=language, source=told["document"], source_language=told["source_language"], html=None
        )
        answer = engine.run(
            "writing.translate", told, by=by, site=site, scope=f"{kind}:{obj.pk}", expect=expect, on_text=on_text,
            key=f"{key}:{place}" if place else key,
        )  # fmt: skip
        head |= {name: " ".join(value.split()) for name, value in _HEAD.findall(answer.text)}
        bodies.append(_restored(_HEAD.sub("", answer.text), source, answer.run))
        first, cost, notes = first or answer.run, cost + (answer.cost_micro or 0), [*notes, *answer.notes]
    after = translations.composed(head["title"], head["summary"], "\n".join(bodies))
    return proposals.propose(
        site=site, kind=kind, object_id=obj.pk, field=field_of(language), after=after, run=first, cost_micro=cost,
        notes=notes, reason=f"Translated into {language_name(language)}.", bundle=made.get("bundle", ""), by=by,
        key=made.get("proposal_key"), confidence=confidence.kept(html.to_text(after), html.to_text(obj.body)),
    )  # fmt: skip


def _parts(body: str) -> list[str]:
    """The body cut between blocks."""
    parts: list[str] = [""]
    for block in html.blocks(body):
        if parts[-1] and len(parts[-1]) + len(block.html) > PART_CHARS:
            parts.append("")
        parts[-1] += block.html
    return parts


def _restored(answer: str, source: str, run: Run) -> str:
    try:
        return restored(answer, numbered(source))
    except Torn as error:
        raise engine.RunFailed(f"{error} Nothing was proposed; try again, or choose another model.", run) from None
