"""Short texts about a text, made of its own words: summary, description, titles, tags."""

import re
from collections import Counter

from ai.engine.local import language, sentences
from ai.engine.local.tables import words
from ai.engine.local.wording import key_phrases, stem, stems, tokens

SEO_LENGTH = 155
TITLE_LENGTH = 80
SUMMARY_WORDS = 55
_CLAUSE_END = re.compile(r"[,;:–—](?=\s)|\s[-–—]\s")
_CITATION = re.compile(r"\s*\[\^?\d+\]")
_QUOTED_BLOCK = re.compile(r"^>.*$", re.MULTILINE)
_QUOTATION = re.compile(r"[“„«「][^“”„«»「」]{25,}[”“»」]")
_NO_TAG = frozenset(
    words(
        "million millions milliarden millionen euro euros dollar dollars percent prozent kilometer kilometers "
        "meter year "
        "years jahr jahre month months monat monate day days tag tage week weeks woche wochen time times uhr one two "
        "mois jour jours semaine semaines heure heures année années mes meses día días año años anno anni mese mesi "
        "three four five zwei drei vier fünf sechs viele mehr user users people thing things way new neue neuer neues"
    )
)
_ENDS = (".", "!", "?", "…", "。", "！", "？")


def summary(text: str, *, limit: int = SUMMARY_WORDS, avoid: str = "") -> str:
    """The weightiest sentences in their order, at most `limit` words (the first one may be longer). `avoid` is text
    that stands right under the summary: its sentences are taken only if nothing else is there."""
    found = _prose(text)
    avoided = set(_prose(avoid))
    pool = [s for s in found if s not in avoided] or found
    chosen: list[str] = []
    for sentence in sorted(pool, key=lambda s: -_weights(found)[s]):
        if not chosen or sum(len(tokens(s)) for s in [*chosen, sentence]) <= limit:
            chosen.append(sentence)
        if len(chosen) == 2:
            break
    return " ".join(s for s in found if s in chosen)


def description(text: str, *, limit: int = SEO_LENGTH) -> str:
    """Whole sentences that fit, from the start; else the weightiest that fits; else the first one cut at a clause."""
    found = _prose(text)
    if not found:
        return ""
    taken = ""
    for sentence in found:
        if len(taken) + len(sentence) + 1 > limit:
            break
        taken = f"{taken} {sentence}".strip()
    if taken:
        return taken
    fitting = [s for s in found if 50 <= len(s) <= limit]
    return max(fitting, key=lambda s: _weights(found)[s]) if fitting else cut(found[0], limit)


def titles(text: str, *, current: str = "", limit: int = 5) -> list[str]:
    """Candidates from the text's own words: what is there, its first sentences, its key phrases."""
    code = language.detect(text)[0]
    found = [current] if current else []
    for sentence in _prose(text)[:4]:
        bare = sentence.strip("\"“”„«» ").rstrip("".join(_ENDS))
        found.append(bare if len(bare) <= TITLE_LENGTH else _first_clause(bare))
    if len(found) < 2:
        found += [_capital(phrase) for phrase in key_phrases(text, code, 3)]
    return list(dict.fromkeys(t for t in found if 0 < len(t) <= TITLE_LENGTH))[:limit]


def tags(text: str, existing: list[str], *, title: str = "", limit: int = 6) -> tuple[list[str], list[str]]:
    """(tags of the site that the text speaks of, new ones to consider), best first, together at most `limit`."""
    code = language.detect(text)[0]
    counts = Counter(stems(text, code)) + Counter(stems(title, code) * 3)
    scored = [(min((counts[word] for word in _tag_stems(tag, code)), default=0), tag) for tag in existing]
    known = [tag for score, tag in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score][:limit]
    taken = {word for tag in known for word in _tag_stems(tag, code)}
    fresh = [
        phrase
        for phrase in key_phrases(f"{title}. {text}", code, 20)
        if _may_be_tag(phrase) and not taken & set(_tag_stems(phrase, code)) and _is_subject(phrase, text, title, code)
    ]
    return known, fresh[: max(0, min(3, limit - len(known)))]


def cut(text: str, limit: int, *, mark: str = "…") -> str:
    """At most `limit` characters, ending with a clause if one ends late enough, else with a word."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[: limit - len(mark) + 1]
    ends = [match.start() for match in _CLAUSE_END.finditer(head) if match.start() >= limit // 2]
    if ends:
        return head[: ends[-1]].rstrip(" ,;:–—-") + mark
    head = head.rsplit(" ", 1)[0] if " " in head else head[:-1]
    return head.rstrip(" ,;:–—-(„“«\"") + mark


def _prose(text: str) -> list[str]:
    """Sentences without citation marks, own ones before quoted ones; headings and list points are no sentences."""
    own = _QUOTED_BLOCK.sub("", _CITATION.sub("", text))
    quoted = {s for quotation in _QUOTATION.findall(own) for s in sentences.split(quotation)}
    found = [s for s in sentences.split(own) if s not in quoted and not _QUOTATION.search(s)]
    found = found or [_CITATION.sub("", s).strip("> “”„«»\"") for s in sentences.split(text)]
    whole = [s for s in found if s.rstrip("\"'”’»“)").endswith(_ENDS) and len(tokens(s)) > 2]
    return whole or [s for s in found if s]


def _weights(found: list[str]) -> dict[str, float]:
    """Central sentences (they share words with others) that come early and are neither clipped nor endless."""
    counts = Counter(word for s in found for word in set(stems(s)))
    weights: dict[str, float] = {}
    for position, sentence in enumerate(found):
        own = set(stems(sentence))
        central = sum(counts[word] for word in own) / (len(own) or 1)
        length = len(tokens(sentence))
        shape = 1.0 if 8 <= length <= 40 else 0.6
        weights.setdefault(sentence, (central + 1.5 / (1 + position)) * shape)
    return weights


def _is_subject(phrase: str, text: str, title: str, code: str | None) -> bool:
    """In the title and twice in the text, or a name that the text returns to."""
    own, named = set(_tag_stems(phrase, code)), set(stems(title, code))
    counts = Counter(stems(text, code))
    least = min((counts[word] for word in own), default=0)
    is_name = all(word[:1].isupper() for word in phrase.split()) and re.search(rf"[^.!?\s]\s+{re.escape(phrase)}", text)
    return (own <= named and least > 1) or (bool(is_name) and least >= (3 if code == "de" else 2))


def _may_be_tag(phrase: str) -> bool:
    parts = phrase.lower().split()
    return len(parts) <= 2 and not re.search(r"\d", phrase) and not _NO_TAG & set(parts)


def _first_clause(sentence: str) -> str:
    ends = [match.start() for match in _CLAUSE_END.finditer(sentence) if 25 <= match.start() <= TITLE_LENGTH]
    return sentence[: ends[-1]].rstrip() if ends else ""


def _tag_stems(tag: str, code: str | None) -> list[str]:
    return stems(tag, code) or [stem(word) for word in tokens(tag)]


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
