"""Persons whose name a translation writes in another script: whether the name is there, and no other."""

import re
from collections.abc import Callable, Iterable, Iterator

from ai.guards import languages, naming, places, romanising
from ai.guards.reading import LETTER, folded, plain
from ai.guards.verdicts import Expect

_CAPITAL = re.compile(r"(?<![\w'’-])[A-ZÀ-Ž][\w'’-]+")
_DOTTED = re.compile(r"[ァ-ヴー]{2,12}(?:[・＝][ァ-ヴー]{2,14})+|[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,7})+")
_PARTICLE = re.compile(
    r"冯|馮|范|凡|德|達|达|迪|拉|勒|范德|范登|德拉|フォン|ファン|ヴァン|デ|デル|ド|ダ|ディ"
)  # von, de
_WITH_PARTICLE = re.compile(
    r"\b(?:[Dd]e[lnr]?|[Vv]an|[Vv]on|[Dd][aiou]s?|[Ll]a|[Ll]e|[Tt]er?|[Ee]l|[Aa]l)(?: de[nr]?)? [A-ZÀ-Ž]\w+"
)
_BRACKETED = re.compile(r"\s?[（(]([A-ZÀ-Ž][^（()）]{1,60})[）)]")
_HAN = re.compile(r"[\u4e00-\u9fff]{3,6}")
_HAN_SIGN = re.compile(r"[\u4e00-\u9fff]")
_PARTS = re.compile(r"[・＝·•\s]+")
# Scripts without capitals in which a blank parts the words.
SPACED = frozenset(
    ("ko", "ar", "fa", "ur", "he", "hi", "mr", "ne", "bn", "pa", "gu", "ta", "te", "kn", "ml", "si", "ka")
)
PREFIXED = frozenset(("ar", "he", "fa", "ur"))
LEAST = 2  # sounds that a name must have to be told


def lost(answer: str, expect: Expect, persons: Iterable[list[str]], wide: list[str]) -> Iterator[str]:
    """Persons of the text of whom no spelling is in the answer. `persons`: the words of each name in a script with
    capitals; `wide`: names of the other scripts."""
    if {expect.wanted, expect.source_code} == {"ja", "zh"}:
        read = plain(answer)  # many signs are written alike, and of a name half of them at least
        yield from (
            name for name in wide if _HAN.fullmatch(name) and 2 * sum(sign in read for sign in name) < len(name)
        )
    if expect.wanted in languages.having("caseless") and expect.source_code not in languages.having("caseless"):
        for person in persons:
            missing = [token for token in person if not _is_written(token, plain(answer), expect.wanted)]
            yield from missing if len(person) > 1 or missing else ()
    elif expect.source_code in languages.having("caseless") and expect.wanted not in languages.having("caseless"):
        found = _CAPITAL.findall(plain(answer))
        for name in wide:
            if any(not _is_spelled(part, found, expect.source_code) for part in _PARTS.split(name) if part):
                yield name
        yield from _other_surnames(plain(answer), plain(expect.source), expect.source_code)


def _other_surnames(answer: str, source: str, language: str) -> Iterator[str]:
    """Behind a first name, that stands behind a title in the text, another surname than there."""
    before, _ = naming.wide_patterns(language)
    if language not in SPACED or language == "ko" or not before:
        return
    for first, second in re.findall(rf"(?<!\w)(?:{before})\s+({LETTER}{{2,}})\s+({LETTER}{{2,}})", source):
        for match in re.finditer(rf"{_CAPITAL.pattern}\s+(?:al-|el-)?([A-ZÀ-Ž][\w’'-]+)", answer):
            if romanising.is_like(first, match.group().split()[0]) and not _is_like_any(second, match.group(1)):
                yield match.group(1)


def _is_like_any(word: str, name: str) -> bool:
    """Like it, with the article or without."""
    return not _is_told(word) or any(romanising.is_like(word.removeprefix(cut), name) for cut in ("", "ال"))


def new(answer: str, expect: Expect, persons: Iterable[list[str]]) -> Iterator[str]:
    """Persons of the answer whose name nothing in the text sounds like."""
    read = plain(expect.grounds)
    if expect.wanted in languages.having("caseless") and expect.source_code not in languages.having("caseless"):
        tokens = [word for word in _CAPITAL.findall(read) if not _is_common(word, expect.source_code)]
        tokens += [said.replace(" ", "") for said in _WITH_PARTICLE.findall(read)]  # 德弗里斯
        for match in _DOTTED.finditer(plain(answer)):
            name = match.group()
            if _has_latin_behind(plain(answer), match.end(), naming.words(read)):
                continue
            parts = _PARTS.split(name)
            parts = [part for part in parts if not _PARTICLE.fullmatch(part)]
            yield from (part for place, part in enumerate(parts) if not _is_of(part, tokens, is_first=place == 0))
    elif expect.source_code in SPACED - {"ko"} and expect.wanted not in languages.having("caseless"):
        words = romanising.WIDE.findall(read)
        for person in persons:
            yield from (token for token in person if _is_told(token) and not _among(token, words, romanising.is_in))
    elif expect.source_code == "zh" and expect.wanted not in languages.having("caseless"):
        signs = romanising.pinyin(read)
        syllables = "".join(signs)
        for person in persons:
            chinese = [token for token in person if romanising.is_syllables(token) and len(token) > 2]
            bare = ((token, folded(token).replace("-", "")) for token in chinese)
            yield from (token for token, said in bare if said not in syllables and not _may_be_said(said, read, signs))


def _has_latin_behind(answer: str, end: int, there: frozenset[str]) -> bool:
    """Whether in brackets behind the name stands how the text writes it: 费姆克·德弗里斯（Femke de Vries）."""
    match = _BRACKETED.match(answer, end)
    said = naming.words(match.group(1)) if match else frozenset()
    return bool(said) and said <= there


def _may_be_said(said: str, read: str, signs: list[str]) -> bool:
    """Whether signs side by side may be read so, of which some are in no table: 近平 for jinping."""
    for place, sign in enumerate(signs):
        if sign and said.startswith(sign) and len(sign) < len(said):
            after = _HAN_SIGN.match(read, place + 1)
            if after and not signs[place + 1]:
                return True
        before = place and _HAN_SIGN.match(read, place - 1) and not signs[place - 1]
        if sign and before and said.endswith(sign) and len(sign) < len(said):
            return True
    return False


def _is_common(word: str, language: str) -> bool:
    return naming.is_title(word) or naming.is_no_name(word, language)


def _is_of(part: str, tokens: list[str], *, is_first: bool) -> bool:
    """Whether a part of a name, of whose characters all are known, is like a name of the text. Chinese has no blanks:
    what stands before the first part, or behind the last, may belong to another word."""
    sizes = range(1, len(part) + 1)
    cuts = [part[-size:] if is_first else part[:size] for size in sizes]
    is_told = romanising.is_known(cuts[min(1, len(cuts) - 1)])
    return not is_told or any(_among(cut, tokens, romanising.is_like) for cut in cuts if romanising.sounds(cut))


def _among(name: str, others: list[str], is_same: Callable[[str, str], bool]) -> bool:
    return any(is_same(name, other) for other in others)


def _is_told(name: str) -> bool:
    return any(len(one) >= LEAST for one in romanising.sounds(name))


def _is_written(token: str, answer: str, language: str) -> bool:
    """Whether the answer, in a script without capitals, has the name, or has it in Latin letters."""
    if folded(token) in folded(answer) or not _is_told(token) or places.places_in(token):
        return True
    if language in SPACED:
        words = romanising.WIDE.findall(answer)
        return any(romanising.is_in(token, word, prefixed=language in PREFIXED) for word in words)
    if language == "ja":
        words = re.findall(r"[ァ-ヴー]{2,}", answer)  # Ruth is ルース, and Thomas トーマス
        return any(_among(said, words, romanising.is_in) for said in {token, token.lower().replace("th", "s")})
    return True


def _is_spelled(part: str, found: list[str], language: str) -> bool:
    """Whether a name of the text is among the words with a capital."""
    if language == "zh":
        return _has_pinyin(part, found)
    if language == "ja" and not re.fullmatch(r"[ァ-ヴー]+", part):
        known = romanising.reading(part)
        return not known or any(_short(word).startswith(known) for word in map(folded, found))
    if language == "ko":
        return romanising.is_korean(part, found)
    return not _is_told(part) or _among(part, found, romanising.is_like)


def _short(word: str) -> str:
    """Long vowels as short ones: Satou, Ohno."""
    return re.sub(r"ou|oo|oh(?=[^aeiou]|$)", "o", word.replace("uu", "u"))


def _has_pinyin(name: str, found: list[str]) -> bool:
    syllables = romanising.pinyin(name)
    if not all(syllables):
        return True
    bare = [folded(word).replace("-", "").replace("'", "").replace("’", "") for word in found]
    windows = {*bare, *("".join(pair) for pair in zip(bare, bare[1:], strict=False))}
    return syllables[0] in windows and "".join(syllables[1:]) in windows
