"""Several candidates for one field, new or as improvements of what stands there; each held to the guards by itself."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from accounts.jobs.exceptions import JobFailed
from ai import guards
from ai.engine import services as engine
from ai.engine.models import Run
from ai.guards import GUARDS, Expect, expecting
from ai.guards.verdicts import told as as_text
from ai.proposals import confidence, texts
from ai.proposals import services as proposals
from ai.proposals.models import Proposal
from ai.writing import taglists
from aicmr.lib.text import slugify

WANTED = 3
EARLIER = 9  # that are named, so that others come
SLUG_CHARS = 70
# What each field is called, and what a good one is.
RULES: dict[str, tuple[str, str]] = {
    "title": ("headline", "It says what is new in at most 80 characters, without clickbait, without a full stop."),
    "summary": (
        "summary under the headline",
        "One or two sentences, at most 50 words, plain text, the main thing first; it does not repeat the headline.",
    ),
    "seo_title": ("title for search engines", "At most 60 characters, the words that readers search for first."),
    "seo_description": (
        "description for search engines",
        "One or two whole sentences, 100 to 155 characters in all, with the words that readers search for.",
    ),
    "slug": (
        "last part of the web address",
        "Two to six words in small letters joined by hyphens, without articles and without years unless they matter.",
    ),
    "tags": (
        "list of tags",
        "Each list is one line: three to six tags, separated by commas, so that readers find more about the same "
        "things. They come from the publication's own tags wherever one fits; at most three do not, of one or two "
        "words each, for things that the article is really about.",
    ),
}
NONE_LEFT = "None of the answers could be used. {} Try again, or say what shall be different."
# Faults of one candidate are a reason to ask for a repair, and then to leave that candidate out.
_PER_CANDIDATE = tuple(name for name in GUARDS if name not in ("schema", "echo", "secrets", "terms"))
_WORDS = re.compile(r"\W+")


def context(obj: Any, field: str, told: dict[str, Any], *, improves: bool, earlier: Iterable[str]) -> dict[str, Any]:
    what, rule = RULES[field]
    current = (texts.current(obj, field) or "").strip() if improves else ""
    return told | {
        "field": field,
        "what": what,
        "rule": rule,
        "count": WANTED,
        "current": current,
        "earlier": list(earlier)[:EARLIER],
    }


def propose(
    obj: Any, kind: str, told: dict[str, Any], *, key: str, on_text: Callable[[str], None], by: Any
) -> Proposal:
    """One run, one proposal with its candidates. Raises RunFailed, JobFailed where no candidate can be used."""
    field, language = told["field"], told["language"]
    answer = engine.run(
        "writing.choices", told, by=by, site=obj.site, scope=f"{kind}:{obj.pk}", key=key, on_text=on_text,
        expect=_expect(field, told, language),
    )  # fmt: skip
    candidates = [str(text) for text in (answer.data or {}).get("candidates", [])]
    if field == "tags":
        have = "" if told["current"] else texts.current(obj, field) or ""
        candidates = [taglists.tidied(text, told["existing_tags"], have=have) for text in candidates]
    found, faults = sifted(field, candidates, told, is_local=answer.is_local)
    if not found:
        raise JobFailed(NONE_LEFT.format(faults[0] if faults else "They say what stands there already."))
    left_out = [f"An answer was left out. {fault}" for fault in dict.fromkeys(faults)]
    repaired = Run.objects.filter(head=answer.run, error_kind="guard").exists()
    return proposals.propose(
        site=obj.site, kind=kind, object_id=obj.pk, field=field, after=found[0], options=found, run=answer.run, by=by,
        notes=[*(answer.notes if answer.is_local else []), *left_out], bundle=key, reason=_reason(told),
        confidence=_sure(found[0], told, repaired=repaired),
    )  # fmt: skip


def _sure(text: str, told: dict[str, Any], *, repaired: bool) -> int | None:
    if told["field"] == "slug":
        return None
    if told["field"] == "tags":
        return confidence.known(texts.names(text), told["existing_tags"])
    source = f"{told['title']}\n{told['text']}"
    return confidence.support(text, source, language=told["language"], repaired=repaired)


def sifted(
    field: str, candidates: Iterable[str], told: dict[str, Any], *, is_local: bool = False
) -> tuple[list[str], list[str]]:
    """Those that can be used, without doubles and what stands there already, and why others cannot. What was offered
    before comes again only where there is nothing else."""
    found: list[str] = []
    again: list[str] = []
    faults: list[str] = []
    same = taglists.same if field == "tags" else _bare
    seen, before = {same(told["current"])}, {same(text) for text in told["earlier"]}
    expect = replace(_expect(field, told, told["language"], alone=True), known=as_text(told), links=())
    for raw in candidates:
        text = _tidied(field, raw, told["language"])
        if not text or same(text) in seen:
            continue
        verdicts = [] if is_local else guards.check(text, None, expect)
        bad = [v.message for v in verdicts if not v.ok and v.guard not in expect.marked]
        if bad:
            faults.append(f"“{text[:60]}”: {bad[0]}")
        else:
            seen.add(same(text))
            (again if same(text) in before else found).append(text)
    return (found or again)[:WANTED], faults


def _expect(field: str, told: dict[str, Any], language: str, *, alone: bool = False) -> Expect:
    """Of one candidate, or of all of them together."""
    if field == "tags":
        expect = expecting(field, language=language, source=told["text"], max_each=taglists.CHARS, plain=True)
    elif field == "slug":
        expect = Expect(source=told["text"], max_each=SLUG_CHARS, links=(), html=(), plain=True)
    else:
        expect = expecting(field, language=language, source=told["text"])
    if alone:
        return expect
    most = expect.max_each or expect.max_chars
    return replace(expect, whole=False, lines=0, max_chars=0, max_each=most, marked=_PER_CANDIDATE)


def _tidied(field: str, text: str, language: str) -> str:
    text = " ".join(text.split()).strip("\"'“”„«»").strip()
    return slugify(text, language=language, max_length=SLUG_CHARS) if field == "slug" else text


def _bare(text: str) -> str:
    return _WORDS.sub(" ", text).strip().casefold()


def _reason(told: dict[str, Any]) -> str:
    verb = "Improved" if told["current"] else "Suggested"
    asked = f" Asked: “{told['instruction']}”" if told["instruction"] else ""
    return f"{verb} {told['what']}.{asked}"
