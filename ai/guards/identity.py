"""How likely a text is in a language: letter statistics (py3langid), function words, and letters that only some have.

Statistics tell neighbours apart badly in short texts; so a wanted language is believed as long as no other is much
likelier, and its own function words speak for it. `py3langid` (BSD) is loaded at first use, in workers only.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from ai.guards import languages
from ai.guards.reading import LETTER
from ai.guards.scripts import count
from ai.local.tables import STOP_WORDS

WIDE = frozenset({"zh", "ja", "ko", "th", "lo", "my", "km"})
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl", "sh": "sr", "cmn": "zh", "wuu": "zh", "yue": "zh"}
_KIN = (
    {"no", "nn", "da"}, {"hr", "bs", "sr"}, {"id", "ms"}, {"cs", "sk"}, {"pt", "gl"}, {"es", "ca", "gl"}, {"nl",
    "af"}, {"bg", "mk"},
    {"ru", "be", "uk"}, {"hi", "mr", "ne"}, {"zu", "xh"}, {"fa", "ps", "ur", "ug", "ku"}, {"et", "fi"}, {"lt", "lv"},
)  # fmt: skip
# The same written language for this purpose.
_EQUAL = ({"no", "nn"}, {"hr", "bs", "sr"}, {"id", "ms"}, {"zh"})
_TOKEN = re.compile(rf"{LETTER}+(?:['’ʼ]{LETTER}+)*")
QUOTATION = re.compile(
    r"„[^“”\n]{2,400}[“”]|“[^”\n]{2,400}”|\"[^\"\n]{2,400}\"|«[^»\n]{2,400}»|»[^«\n]{2,400}«|「[^」\n]{2,400}」|『[^』\n]{2,400}』|《[^》\n]{2,200}》"
)
_NAME = re.compile(
    r"(?<![\w.])[A-ZÀ-ÖØ-Þ][\w.+#-]*(?:[ -][A-ZÀ-ÖØ-Þ0-9][\w.+#-]*)*|[A-Za-z]*\d[A-Za-z\d]*|\b[a-z]+[A-Z]\w*\b"
)
_INNER_CAPITAL = re.compile(r"\b(?:[A-Z]{2,}\w*|[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|[A-Za-z]*\d[A-Za-z\d]*)\b")
MARGIN, MARGIN_SHORT = (
    9.0,
    14.0,
)  # in nats: how much likelier another language must be, with and without own function words
# Words of Chinese that no list of Japanese nouns has.
_CHINESE, LEAST_CHINESE = frozenset("的是了在我他她們这這為为於與从從也就都很您沒呢吧嗎"), 12
UNTOLD = "in a language that cannot be told"
SURE = 12.0
LEAST_LIKENESS = 0.75  # nats a letter above the middle one of all languages; words of a language have 0.9 and more
_VOWEL = re.compile(r"[aeiouyà-æè-ïò-öø-ýāăąēėęěīįıōőūůűųŵŷæœ]")


def known_as(code: str) -> str:
    return _SAME.get(code, code)


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def without_quotations(text: str) -> str:
    """What is quoted may be in any language; a text that is one quotation stays."""
    bare = QUOTATION.sub(" ", text)
    return bare if 2 * sum(map(str.isalpha, bare)) >= sum(map(str.isalpha, text)) else text


def without_names(text: str, wanted: str) -> str:
    """Without quotations and what looks like a name or code. In other scripts that is any capitalised Latin word."""
    bare = without_quotations(text)
    if "latin" not in (languages.scripts_of(wanted) or ("latin",)):
        return _NAME.sub(" ", bare)
    return _INNER_CAPITAL.sub(" ", bare)


def fault(bare: str, wanted: str, *, is_short: bool) -> str:
    """Why `bare` is not in `wanted`; '' if it is, or if it is too short to tell and nothing speaks against it."""
    if wanted not in languages.having("known") or not bare.strip():
        return ""
    if other := _other_letters(bare, wanted):
        return f"in “{other}”" if other != "?" else "in another language"
    best, lead = _lead(bare, wanted)
    own, theirs = stop_words(bare, wanted), stop_words(bare, best)
    if is_short:
        return f"in “{best}”" if theirs > own and lead > 6 else ""
    if _is_gibberish(bare, wanted, own):
        return UNTOLD
    margin = MARGIN + (5.0 if own > theirs else 0.0) - (5.0 if theirs > own + 1 else 0.0)
    if own == 0 and theirs == 0 and len(tokens(bare)) <= 6:
        margin = MARGIN_SHORT
    return f"in “{best}”" if lead > margin else ""


def surely_other(bare: str, wanted: str) -> str:
    """The code of another language that the sentence is surely in, or ''."""
    if wanted not in languages.having("known") or not bare.strip():
        return ""
    best, lead = _lead(bare, wanted)
    if wanted == "ja" and best == "zh" and not _is_chinese(bare):
        return ""  # a list of nouns
    own, theirs = stop_words(bare, wanted), stop_words(bare, best)
    if any({best, wanted} <= kin for kin in _KIN):
        return best if lead > 3 * SURE and theirs > own else ""
    return best if lead > SURE + 6 * max(0, own - theirs) else ""


def _other_letters(text: str, wanted: str) -> str:
    """A language, or ?, that letters give away which the wanted one does not have."""
    lower = text.lower()
    if wanted == "ja" and not count(text, "kana") and count(text, "han"):
        return "zh" if _is_chinese(text) else ""
    if wanted == "zh" and count(text, "kana") > 1:
        return "ja"
    if wanted == "ko" and count(text, "han") > count(text, "hangul"):
        return "zh"
    never = languages.never(wanted)
    common = " ".join(word for word in tokens(text) if not word[0].isupper())  # names have letters of their own
    found = [char for char in common if char in never]
    letters = sum(char.isalpha() for char in lower)
    return "?" if found and len(found) >= max(2, letters / 60) else ""


def _is_chinese(text: str) -> bool:
    """Whether Chinese characters without kana are surely no Japanese."""
    letters = set(text)
    is_told = count(text, "han") > LEAST_CHINESE and len(_CHINESE & letters) > 1
    return is_told or bool(set(languages.characters("simplified")) & letters)


def _lead(text: str, wanted: str) -> tuple[str, float]:
    """(the likeliest language, by how much it is likelier than the wanted one or one that is written the same)."""
    scores = _scores(text)
    equal = next((kin for kin in _EQUAL if wanted in kin), {wanted})
    mine = max((score for code, score in scores if code in equal), default=-1e9)
    others = [(score, code) for code, score in scores if code not in equal and (code in languages.having("known"))]
    score, best = max(others, default=(-1e9, ""))
    return (best, score - mine) if score > mine else (wanted, 0.0)


def lead_of(text: str, other: str, wanted: str) -> float:
    """By how much the other language is likelier than the wanted one or one that is written the same."""
    likely = _likely(text)
    equal = next((kin for kin in _EQUAL if wanted in kin), {wanted})
    return likely.get(other, -1e9) - max(likely.get(code, -1e9) for code in equal)


def best_of(text: str, codes: Iterable[str]) -> str:
    """The likeliest of the languages."""
    likely = _likely(text)
    return max(codes, key=lambda code: likely.get(code, -1e9))


def stop_words(text: str, code: str) -> int:
    """How many of the words are function words of the language."""
    stops = STOP_WORDS.get(code, frozenset())
    return sum(1 for token in tokens(text.lower()) if token in stops)


def _is_gibberish(text: str, wanted: str, own: int) -> bool:
    """Words that no language has: hardly a vowel, or hardly likelier in the wanted language than in any."""
    words = tokens(text.lower())
    if own or len(words) < 3 or languages.scripts_of(wanted) != ("latin",):
        return False
    longer = [word for word in words if len(word) > 1]
    if sum(1 for word in longer if _VOWEL.search(word)) < 0.5 * len(longer):
        return True
    scores = sorted(score for code, score in _scores(text) if code in languages.having("known"))
    mine = max((score for code, score in _scores(text) if code == wanted), default=0.0)
    return len(words) >= 7 and mine - scores[len(scores) // 2] < LEAST_LIKENESS * sum(map(str.isalpha, text))


@lru_cache(maxsize=256)
def _likely(text: str) -> dict[str, float]:
    likely: dict[str, float] = {}
    for code, score in _scores(text):
        likely[code] = max(score, likely.get(code, score))
    return likely


@lru_cache(maxsize=256)
def _scores(text: str) -> tuple[tuple[str, float], ...]:
    from py3langid import rank

    return tuple((_SAME.get(code, code), float(score)) for code, score in rank(text))
