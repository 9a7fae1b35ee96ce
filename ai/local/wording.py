"""Words that carry meaning, their stems, and key phrases."""

import re
from collections import Counter
from collections.abc import Iterable

from ai.local import language
from ai.local.tables import MONTH_NAMES, STOP_WORDS

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*", re.UNICODE)
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]")
_WHOLE = re.compile(r"^[^\W\d]{1,2}'(?=\w{2})|'.*$")  # an article run into a word, or an ending run onto it
_BREAK = re.compile(r"[.,;:!?…()\[\]{}\"„“”«»|/\n]|\s[-–—]\s")
_CODE = re.compile(r"`[^`]*`|\w+_\w+|https?://\S+|\w+\(\w*\)|\b\w+\.\w+\.\w+")
_ALL_STOPS = frozenset(word for words in STOP_WORDS.values() for word in words)


def stop_words(code: str | None) -> frozenset[str]:
    """The function words of a language; of all languages where it is not known."""
    return STOP_WORDS.get((code or "").split("-")[0], _ALL_STOPS)


def stem(word: str) -> str:
    """A rough stem: endings go, and only the first seven letters count, so that inflected forms meet."""
    low = _WHOLE.sub("", word.lower().replace("’", "'"))
    if any(char.isdigit() for char in low):
        return low
    for ending in ("ungen", "ions", "ing", "ung", "ers", "es", "en", "er", "ed", "s", "e", "n"):
        if low.endswith(ending) and len(low) - len(ending) >= 4:
            low = low[: -len(ending)]
            break
    return low[:7]


def tokens(text: str) -> list[str]:
    """Words; pairs of characters where a script has no spaces."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if _SPACELESS.search(token) and len(token) > 2:
            found += [token[i : i + 2] for i in range(len(token) - 1)]
        else:
            found.append(token)
    return found


def stems(text: str, code: str | None = None) -> list[str]:
    """Stems of the words that carry meaning, in order, with repeats."""
    stops = stop_words(code)
    return [stem(token) for token in tokens(text) if token.lower() not in stops and (len(token) > 1 or token.isdigit())]


def key_phrases(text: str, code: str | None = None, limit: int = 8) -> list[str]:
    """Phrases of up to three words that the text returns to, best first (after RAKE: runs between function words)."""
    code = code or language.detect(text)[0]
    counts: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for chunk in _BREAK.split(_CODE.sub("|", text)):
        for run in _runs(_TOKEN.findall(chunk), stop_words(code), nouns_only=code == "de"):
            phrase = " ".join(run)
            key = " ".join(stem(word) for word in run)
            counts[key] += 1
            forms.setdefault(key, phrase)
    frequency = Counter(stems(text, code))
    scored = sorted(counts, key=lambda key: (-_weight(key, counts, frequency), text.find(forms[key])))
    return _without_repeats([forms[key] for key in scored], limit)


def _weight(key: str, counts: Counter[str], frequency: Counter[str]) -> float:
    words = key.split()
    return counts[key] * 1.5 + sum(frequency[word] for word in words) / len(words) + 0.3 * len(words)


def _runs(words: list[str], stops: frozenset[str], *, nouns_only: bool) -> Iterable[list[str]]:
    run: list[str] = []
    for word in [*words, ""]:
        low = word.lower()
        carries = len(word) > 2 and low not in stops and low not in MONTH_NAMES and not word.isdigit()
        if carries and (word[0].isupper() or not nouns_only) and len(run) < 3:
            run.append(word)
            continue
        if run:
            yield run
        run = [word] if carries and (word[:1].isupper() or not nouns_only) else []


def _without_repeats(phrases: list[str], limit: int) -> list[str]:
    """A phrase whose words all stand in a better one says nothing new."""
    kept: list[str] = []
    for phrase in phrases:
        own = {stem(word) for word in phrase.split()}
        if not any(own <= {stem(word) for word in other.split()} for other in kept):
            kept.append(phrase)
        if len(kept) == limit:
            break
    return kept
