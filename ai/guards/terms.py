"""terms: no forbidden word of the site's guidelines, and the glossary's word where the source has its term."""

import re
from typing import Any

from ai.guards import languages
from ai.guards.reading import folded, plain
from ai.guards.verdicts import Expect, Verdict, listed, prose
from aicmr.lib import wording

ID = "terms"
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0eff]")
ENDING = 3  # letters that a word may have more in another case or number


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    if not (expect.forbidden or expect.glossary or expect.wordings):
        return None
    read, source = folded(plain(prose(text, data))), folded(plain(expect.source))
    faults = []
    if used := [word for word in expect.forbidden if holds(read, word, expect.wanted)]:
        faults.append(f"Words that the guidelines do not allow: {listed(used)}.")
    if wrong := [_instead(use) for use in wording.uses(plain(prose(text, data)), expect.wordings)]:
        faults.append(f"The glossary wants other words: {listed(wrong)}.")
    missing = [
        f"{term} → {wanted}"
        for term, wanted in expect.glossary
        if holds(source, term, expect.source_code) and not holds(read, wanted, expect.wanted)
    ]
    if missing:
        faults.append(f"The glossary was not followed: {listed(missing)}.")
    return Verdict(ID, not faults, " ".join(faults))


def _instead(use: wording.Use) -> str:
    right = use.wording.preferred
    return f"“{right}” instead of “{use.found}”" if right else f"another word than “{use.found}”"


def holds(text: str, term: str, language: str) -> bool:
    """Whether `text` (folded) has the term, in any of its inflected forms."""
    bare = folded(term.strip())
    if not bare:
        return False
    if _WIDE.search(bare):
        return bare in text
    ending = ENDING + 2 if language in languages.having("inflecting") else ENDING
    words = [_stem(word, language) for word in bare.split()]
    return bool(re.search(r"(?<!\w)" + rf"\w{{0,{ending}}}\s+".join(words) + rf"\w{{0,{ending}}}(?!\w)", text))


def _stem(word: str, language: str) -> str:
    """Without the vowel that inflection changes."""
    short = (
        word[:-1]
        if language in languages.having("inflecting") and len(word) > 4 and word[-1] in "aeiouyаеиоуяы"
        else word
    )
    return re.escape(short)
