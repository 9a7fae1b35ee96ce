"""Short texts about a text, made of its own words: summary, description, titles, tags."""

import re
from collections import Counter

from ai.local import language, sentences, topics
from ai.local.drafting import has_verb
from ai.local.tables import words
from ai.local.wording import key_phrases, stem, stems, stop_words, tokens

SEO_LENGTH = 155
SEO_TITLE = 60
TITLE_LENGTH = 80
SUMMARY_WORDS = 55
MOST_TAGS = 5
_SHORT_TEXT = 150  # words
_CLAUSE_END = re.compile(r"[,;:–—](?=\s)|\s[-–—]\s")
_CITATION = re.compile(r"\s*\[\^?\d+\]")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[,;:.()–—]")
_HEADING = re.compile(r"^#{1,6}\s.*$", re.MULTILINE)
_QUOTED_BLOCK = re.compile(r"^>.*$", re.MULTILINE)
_QUOTATION = re.compile(r"[“„«「][^“”„«»「」]{25,}[”“»」]")
_NO_TAG = frozenset(
    words(
        "million millions milliarden millionen euro euros dollar dollars percent prozent kilometer kilometers "
        "meter year "
        "years jahr jahre month months monat monate day days tag tage week weeks woche wochen time times uhr one two "
        "mois jour jours semaine semaines heure heures année années mes meses día días año años anno anni mese mesi "
        "three four five zwei drei vier fünf sechs viele mehr user users people thing things way new neue neuer neues "
        "note notes part parts place places fact facts number numbers place teil teile ort orte zahl zahlen"
    )
)
# Words that describe a thing and name none, at the beginning of a phrase.
_DESCRIBES = frozenset(
    words(
        "last first next new old good better best great big small large long short high low many several own "
        "other same whole main early late recent current former second third few little full free open real true"
    )
)
_ENDS = (".", "!", "?", "…", "。", "！", "？")


def summary(text: str, *, limit: int = SUMMARY_WORDS, avoid: str = "") -> str:
    """The text's first sentence and the weightiest other one that fits, in their order; without the first one where
    that alone is longer than `limit` words. `avoid` is the paragraph that stands right under the summary: beside the
    lead, its sentences are taken only if no other one with a verb is there."""
    found = _prose(text)
    lead = found[:1] if found and len(tokens(found[0])) <= limit else []
    under = set(_prose(avoid)) - set(lead)
    weights = _weights(found)
    chosen = list(lead)
    for sentence in sorted(found, key=lambda s: (s in under or not has_verb(s), -weights[s])):
        if sentence not in chosen and sum(len(tokens(s)) for s in [*chosen, sentence]) <= limit:
            chosen.append(sentence)
        if len(chosen) == 2:
            break
    return " ".join(s for s in dict.fromkeys(found) if s in chosen) or " ".join(found[:1])


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


def choices(text: str, field: str, *, title: str = "", lead: str = "") -> list[str]:
    """At most three different ones for a field, the best first; of whole lines and sentences of the text."""
    lines = titles(text)
    made = {
        "title": lambda: lines,
        "slug": lambda: [line for line in (title, *lines) if line],
        "seo_title": lambda: [line for line in (title, *lines) if 0 < len(line) <= SEO_TITLE],
        "summary": lambda: [
            summary(text, avoid=lead), summary(text, limit=SUMMARY_WORDS // 2, avoid=lead), description(text)
        ],
        "seo_description": lambda: [
            description(text), *(s for s in _weightiest(text) if 50 <= len(s) <= SEO_LENGTH)
        ],
    }  # fmt: skip
    return [line for line in dict.fromkeys(made[field]()) if line][:3]


def _weightiest(text: str) -> list[str]:
    found = _prose(text)
    weights = _weights(found)
    return sorted(found, key=lambda sentence: -weights[sentence])


def titles(text: str, *, current: str = "", limit: int = 5) -> list[str]:
    """Candidates from the text's own words: what is there, its first sentences, its key phrases."""
    code = language.detect(text)[0]
    found = [current] if current else []
    for sentence in _prose(text)[:4]:
        bare = sentence.strip('"“”„«» ').rstrip("".join(_ENDS))
        found.append(bare if len(bare) <= TITLE_LENGTH else _first_clause(bare))
    if len(found) < 2:
        found += [_capital(phrase) for phrase in key_phrases(text, code, 3)]
    return list(dict.fromkeys(t for t in found if 0 < len(t) <= TITLE_LENGTH))[:limit]


def tags(text: str, existing: list[str], *, title: str = "", limit: int = MOST_TAGS) -> tuple[list[str], list[str]]:
    """(tags of the site that the text speaks of, new ones to consider), best first, together at most `limit`."""
    code = language.detect(text)[0]
    text = _HEADING.sub("", text)
    counts = Counter(word.lower() for word in tokens(text)) + Counter([word.lower() for word in tokens(title)] * 3)
    is_short = counts.total() <= _SHORT_TEXT
    scored = [(_relevance(tag, counts, is_short=is_short), tag) for tag in existing]
    known = [tag for score, tag in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score][:limit]
    taken = {word for tag in known for word in _tag_stems(tag, code)}
    fresh = [
        phrase
        for phrase in dict.fromkeys([*_names(text, code), *key_phrases(text, code, 30)])
        if _may_be_tag(phrase, code)
        and not taken & set(_tag_stems(phrase, code))
        and _is_subject(phrase, text, title, code)
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
    return head.rstrip(' ,;:–—-(„“«"') + mark


def _prose(text: str) -> list[str]:
    """Sentences without citation marks, own ones before quoted ones; headings and list points are no sentences."""
    text = _HEADING.sub("", text)
    own = _QUOTED_BLOCK.sub("", _CITATION.sub("", text))
    quoted = {s for quotation in _QUOTATION.findall(own) for s in sentences.split(quotation)}
    found = [s for s in sentences.split(own) if s not in quoted and not _QUOTATION.search(s)]
    found = found or [_CITATION.sub("", s).strip('> “”„«»"') for s in sentences.split(text)]
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


def _relevance(tag: str, counts: Counter[str], *, is_short: bool) -> int:
    """How often the text speaks of a tag; in a short text once is enough, else that is by the way."""
    times = min((_forms(word.lower(), counts) for word in tokens(tag)), default=0)
    return times if times >= 2 or is_short else 0


def _forms(word: str, counts: Counter[str]) -> int:
    """The word and its inflections: other endings, not other words of the same root."""
    head, root = word[: max(3, len(word) - 2)], stem(word)
    return sum(n for other, n in counts.items() if other == word or (other.startswith(head) and stem(other) == root))


def _names(text: str, code: str | None) -> list[str]:
    """Runs of two or three capitalised words that stand in the text more than once, in order."""
    found: Counter[str] = Counter()
    for sentence in sentences.split(text):
        run: list[str] = []
        for word in [*_WORD.findall(sentence), ""]:
            if word[:1].isupper() and word.lower() not in stop_words(code):
                run.append(word)
                continue
            if 2 <= len(run) <= 3:
                found[" ".join(run)] += 1
            run = []
    return [name for name, times in found.items() if times > 1]


def _is_subject(phrase: str, text: str, title: str, code: str | None) -> bool:
    """A phrase that the text returns to as a whole, and that is a name or stands in the title."""
    times = _times(phrase, text)
    parts = phrase.split()
    is_upper = all(word[:1].isupper() for word in parts) and (len(parts) > 1 or code != "de")
    is_name = is_upper and bool(re.search(rf"[^.!?\s]\s+{re.escape(phrase)}", text))
    return times >= 2 and (is_name or _times(phrase, title) > 0)


def _times(phrase: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE))


def _may_be_tag(phrase: str, code: str | None) -> bool:
    parts = phrase.lower().split()
    return (
        len(parts) <= 3
        and not re.search(r"\d", phrase)
        and not (_NO_TAG | topics.heading_words(code)) & set(parts)
        and parts[0] not in _DESCRIBES
    )


def _first_clause(sentence: str) -> str:
    ends = [match.start() for match in _CLAUSE_END.finditer(sentence) if 25 <= match.start() <= TITLE_LENGTH]
    return sentence[: ends[-1]].rstrip() if ends else ""


def _tag_stems(tag: str, code: str | None) -> list[str]:
    return stems(tag, code) or [stem(word) for word in tokens(tag)]


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
