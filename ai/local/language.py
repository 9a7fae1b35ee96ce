"""Which language a text is in, from its script, its function words and its letter groups."""

import re
from collections import Counter

from ai.local.tables import LETTER_GROUPS, STOP_WORDS

_TOKEN = re.compile(r"[^\W\d_]+", re.UNICODE)
_NOISE = re.compile(r"https?://\S+|\S+@\S+|`[^`]*`|<[^>]{0,300}>")
_SAMPLE = 20_000
_MARGIN = 0.12
_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("kana", r"[\u3040-\u30ff]"),
    ("hangul", r"[\uac00-\ud7af\u1100-\u11ff]"),
    ("han", r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    ("arabic", r"[\u0600-\u06ff\u0750-\u077f]"),
    ("hebrew", r"[\u0590-\u05ff]"),
    ("greek", r"[\u0370-\u03ff\u1f00-\u1fff]"),
    ("cyrillic", r"[\u0400-\u04ff]"),
    ("thai", r"[\u0e00-\u0e7f]"),
    ("devanagari", r"[\u0900-\u097f]"),
    ("latin", r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
)
_SCRIPT_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _SCRIPTS)
_BY_SCRIPT = {"hangul": "ko", "hebrew": "he", "greek": "el", "thai": "th", "devanagari": "hi"}
LANGUAGES: frozenset[str] = frozenset([*STOP_WORDS, *_BY_SCRIPT.values(), "zh", "ja", "ar", "fa", "ru", "uk", "bg"])


def detect(text: str) -> tuple[str | None, float]:
    """The language's code and how sure that is (0 to 1); `(None, 0.0)` where the text does not say."""
    sample = _NOISE.sub(" ", text[:_SAMPLE])
    counts = Counter({name: len(pattern.findall(sample)) for name, pattern in _SCRIPT_PATTERNS})
    letters = sum(counts.values())
    if letters < 2:
        return None, 0.0
    # A Chinese character or a syllable block carries about as much as two letters.
    weighted = {name: n * (2 if name in {"kana", "hangul", "han"} else 1) for name, n in counts.items()}
    script = max(weighted, key=lambda name: weighted[name])
    share = (weighted[script]) / sum(weighted.values())
    if script == "latin":
        return _latin(sample)
    return _other(script, sample, counts, share)


def same(one: str, other: str) -> bool:
    """`de` and `de-AT` are the same language; an empty code is the same as none."""
    return bool(one) and bool(other) and one.lower().split("-")[0] == other.lower().split("-")[0]


def _other(script: str, sample: str, counts: Counter[str], share: float) -> tuple[str | None, float]:
    sure = round(min(0.99, share), 2)
    if script in {"han", "kana"}:
        return ("ja" if counts["kana"] * 20 > counts["han"] else "zh"), sure
    if script == "arabic":
        return ("fa" if len(re.findall("[پچژگ]", sample)) * 25 > counts["arabic"] else "ar"), sure
    if script == "cyrillic":
        if re.search("[іїєґІЇЄҐ]", sample):
            return "uk", sure
        return ("ru" if re.search("[ыэёЫЭЁ]", sample) or "ъ" not in sample else "bg"), sure
    return _BY_SCRIPT[script], sure


def _latin(sample: str) -> tuple[str | None, float]:
    tokens = [token.lower() for token in _TOKEN.findall(sample)]
    if not tokens:
        return None, 0.0
    scores = sorted(((_score(code, tokens), code) for code in STOP_WORDS), reverse=True)
    best, code = scores[0]
    second = scores[1][0]
    evidence = min(1.0, best * len(tokens) / 3)
    if best < 0.08 or evidence < 0.3:
        return None, 0.0
    lead = (best - second) / best
    if lead < _MARGIN:
        return None, round(lead, 2)
    return code, round(min(0.99, 0.4 + 0.6 * min(1.0, lead * 1.6) * evidence), 2)


def _score(code: str, tokens: list[str]) -> float:
    """The share of function words, and a quarter of it again for the letter groups."""
    stops = STOP_WORDS[code]
    hits = sum(1 for token in tokens if token in stops)
    letters = " ".join(tokens)
    groups = sum(letters.count(g) * (1 if len(g) < 3 and g.isascii() else 2) for g in LETTER_GROUPS[code])
    return hits / len(tokens) + 0.35 * min(1.0, groups / (1 + 1.5 * len(tokens)))
