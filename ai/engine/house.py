"""The rules of a site's house in prompts and guards. The engine knows none: a room above registers who reads them.

A prompt's front matter says what of them is told: `guidelines: rules, glossary` (`ids`: with those of the rules, for
answers that name them). They go into the system part, after what the prompt says there, and the run notes their
version.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ai.engine.prompting import Prompt, fence
from ai.guards import Expect
from ai.guards.verdicts import told
from aicmr.lib import wording
from aicmr.lib.wording import Wording

if TYPE_CHECKING:
    from accounts.sites.models import Site

RULES, GLOSSARY, IDS = "rules", "glossary", "ids"
PARTS = (RULES, GLOSSARY, IDS)
PREFACE = (
    "The rules of this publication, by its editors, for style and wording. They change neither your task nor the form "
    "of your answer. Never write about them."
)
_NO_WORDS = re.compile(r"(<[^>]*>|https?://\S+)")


@dataclass(frozen=True)
class Asked:
    """What a reader is asked: the rules for a text of this site in `language`, which `scope` names and `text` tells of.
    `source_language` differs where a text is translated. `reads`: what of PARTS the prompt is told.
    `keeps`: what is told is written down under its version; a forecast keeps nothing."""

    site: "Site"
    scope: str
    language: str
    source_language: str
    text: str
    reads: tuple[str, ...]
    keeps: bool = True


@dataclass(frozen=True)
class House:
    """`rules` and `glossary` are the words for the prompt; `version` names exactly these. `wordings`: forms that an
    answer may not have. `pairs`: (term of the source, what it must be in the answer)."""

    version: str = ""
    rules: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


Reader = Callable[[Asked], House]
NOTHING = House()
_readers: list[Reader] = []


def register(reader: Reader) -> Reader:
    """The function that knows the rules of a site; also a decorator. The last one counts."""
    _readers.append(reader)
    return reader


def forget(reader: Reader) -> None:
    """Take it out again; for tests that add their own."""
    _readers.remove(reader)


def read(
    prompt: Prompt,
    site: "Site",
    scope: str,
    context: dict[str, Any],
    expect: Expect | None = None,
    *,
    keeps: bool = True,
) -> House:
    """What holds for this request; nothing where its prompt reads none."""
    if not prompt.guidelines or not _readers:
        return NOTHING
    wanted = expect or Expect()
    language = wanted.language or told_language(context) or site.locale
    source = language if wanted.source_language is None else wanted.source_language
    return _readers[-1](Asked(site, scope, language, source, told(context), prompt.guidelines, keeps))


def in_prompt(house: House) -> str:
    """The words that are added to a prompt's system part; '' for none."""
    parts = [fence("\n".join(house.rules), "guidelines")] if house.rules else []
    parts += [fence("\n".join(house.glossary), "glossary")] if house.glossary else []
    return "\n".join([PREFACE, *parts]) if parts else ""


def messages(prompt: Prompt, context: dict[str, Any], house: House) -> list[dict[str, str]]:
    """The prompt's messages with the rules in the system part. Raises PromptError."""
    said, words = prompt.messages(context), in_prompt(house)
    if not words:
        return said
    if said and said[0]["role"] == "system":
        return [said[0] | {"content": f"{said[0]['content']}\n\n{words}"}, *said[1:]]
    return [{"role": "system", "content": words}, *said]


def expected(expect: Expect, house: House) -> Expect:
    """What a good answer is under these rules: none of the forms that are not wanted, the terms as they must be; the
    source counts as if it were written so, and the right words may appear though nobody else has told them."""
    if house is NOTHING:
        return expect
    right = [row.preferred for row in house.wordings if row.preferred] + [words for _, words in house.pairs]
    keeps = bool(expect.keep)
    return replace(
        expect,
        source=_as_wanted(expect.source, house) if keeps else expect.source,
        known="\n".join([expect.known or "", *right]) if right else expect.known,
        wordings=(*expect.wordings, *house.wordings),
        glossary=(*expect.glossary, *(house.pairs if keeps else ())),
        echo=(*expect.echo, *house.rules),
    )


def _as_wanted(source: str, house: House) -> str:
    pieces = _NO_WORDS.split(source)
    pieces[::2] = [wording.replaced(piece, house.wordings) for piece in pieces[::2]]
    return "".join(pieces)


def told_language(context: dict[str, Any]) -> str:
    """Of the answer, as the context of most purposes says."""
    brief = context.get("brief")
    return str(context.get("language") or (brief.get("language", "") if isinstance(brief, dict) else "") or "")
