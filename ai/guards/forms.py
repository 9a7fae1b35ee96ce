"""Forms of one name: with the endings of its cases, and in another script."""

import re
from functools import lru_cache

from ai.guards import dates, languages, naming, numerals, places, vocabulary
from ai.guards.naming import skeletons, stripped
from ai.guards.reading import folded, plain

# Endings of cases and of adjectives made from names, in languages that inflect: Łemków, Łemkach, łemkowski;
# Полтаві, Полтавський.
_CASES = re.compile(
    r"(?:(?:ow|ew|an|en|in|ij|y)?(?:sk|ck|zk)(?:i|a|e|y|o|ie|iego|iej|im|ich|imi|a|u|eho|ou|em|emu|ych|ym|e|om|oj)?"
    r"|uv|ov(?:a|o|u|y|e|ym|ou|ych|ymi|emu)|a|u|owi|ovi|em|om|ie|y|i|e|o|ach|ami|ow|iow|ov|ev|ej|oj|ou|mi|iami|ia|iu|iem|ego|emu|iej|iego|iemu|ym|im|ich|ych|imi|ymi"
    r"|(?:ов|ев|ан|ян|ен|ин|ій|ий|і|и)?(?:ск|цк|ськ|цьк)(?:ий|ии|ая|ое|ого|ои|ому|им|ом|ую|ие|ых|их|ими|ым|а|е|и|у|ої|ій)?"
    r"|ий|ый|ии|ыи|ая|яя|ое|ее|ые|ие|ую|юю|а|у|ом|ем|е|и|і|ы|я|ю|ой|ои|ей|еи|ою|ею|ов|ев|ів|ах|ях|ам|ям|ами|ями|ові|еві|ого|ому|ым|им|ых|их)?"
)
_CHANGED = re.compile(
    rf"(?:ie|[eoеоё])?(?:[bcdghklmnprstwzv]{{1,3}}|[бвгґджзйклмнпрстхцчшь]{{1,3}})|(?:[bcdghklmnprstwzv]{{1,3}}|[бвгґджзклмнпрстхцчш]{{1,3}})(?:{_CASES.pattern})"
)
# Two forms of a word, of which an ending changes the last vowel, without what they share: urząd, urzędu; vůz, vozu.
_ENDED = r"(?:i?(?:a|u|owi|ie|em|y|i|e|o|ow|om|ami|ach|ech|mi))"
_TURN = r"([bcdghjklmnprstwzv]{1,2})"
_VOWEL_CHANGED = re.compile(rf"a{_TURN} e\1{_ENDED}|e{_TURN}{_ENDED} a\2|u{_TURN} o\3{_ENDED}|o{_TURN}{_ENDED} u\4")
# Finnish: Lahti, Lahden; Turku, Turun.
_GRADES = (
    *(("kk", "k"), ("pp", "p"), ("tt", "t"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr")),
    *(("mp", "mm"), ("nk", "ng"), ("t", "d"), ("p", "v"), ("k", "")),
)
LONGEST_CASE = 5  # letters
_SOFTENED = ({"k", "g"}, {"p", "b"}, {"t", "d"}, {"c", "j"})
_ADJECTIVE = re.compile(r"[scz]k|[сц]ь?к")
LEAST_OF_TOWN = 3
LEAST_RESPELT = 7
_AS = {
    "ch": "s",
    "sch": "s",
    "sh": "s",
    "w": "v",
    "y": "i",
    "j": "i",
    "kh": "k",
    "ph": "f",
    "th": "t",
    "ou": "u",
}
_RESPELT = re.compile("|".join(sorted(_AS, key=len, reverse=True)))
LEAST_JOINED = 5  # letters: shorter words begin too many others


@lru_cache(maxsize=2048)
def is_found(token: str, there: frozenset[str], *codes: str) -> bool:
    """Whether the name is among the words, with another ending, as the same place, or in another script."""
    bare = stripped(token)
    if bare in there or bare.replace(".", "") in there:
        return True
    is_soft = not languages.having("inflecting").isdisjoint(codes)
    families = (name for name in ("slavic", "agglutinating") if not languages.having(name).isdisjoint(codes))
    strict = next(families, "")
    ends = frozenset(end for code in codes for end in languages.endings(code))
    if any(
        _is_inflected(bare, word, soft=is_soft, strict=strict, ends=ends)
        for word in _by_start(there).get(bare[: 2 if len(bare) > 3 else 1], ())
    ):
        return True
    if "fi" in codes and any(_is_graded(bare, word) or _is_graded(word, bare) for word in there):
        return True
    if places.places_in(token) & _places_among(there) or ("de" in codes and _is_of_town(bare, there)):
        return True
    if len({*codes}) > 1 and _is_translated(bare, there):
        return True
    if len({*codes}) > 1 and len(bare) >= LEAST_RESPELT and any(_is_respelt(bare, word) for word in there):
        return True
    if "en" in codes and len(bare) > LEAST_JOINED and {f"{bare}n", f"{bare}s", bare.removesuffix("n")} & there:
        return True  # Cumbrian
    own = _script(bare)
    return any(
        _sounds_like(bare, word) for script, others in _by_script(there).items() if script != own for word in others
    )


def _is_graded(bare: str, word: str) -> bool:
    """Whether the word is a case of the other, in Finnish, that weakens its last consonant."""
    if len(bare) >= LEAST_JOINED and word.startswith(bare[:-1]) and len(word) - len(bare) < LONGEST_CASE:
        return True  # Lahteen
    for strong, weak in _GRADES if word[:2] == bare[:2] else ():
        at = bare.rfind(strong)
        if at >= len(bare) - 3 and at > 1:
            stem = bare[:at] + weak + bare[at + len(strong) :].rstrip("aeiouy")
            if word.startswith(stem) and 0 < len(word) - len(stem) <= LONGEST_CASE:
                return True
    return False


def _is_translated(bare: str, there: frozenset[str]) -> bool:
    """Karl as Charles; St Mary's of Marienkirche; San Tommaso as St Thomas, where a saint is told of."""
    names, saints, within = _same_among(there)
    alone = vocabulary.saint(bare)
    return not (
        vocabulary.same_name(bare).isdisjoint(names | within)
        and vocabulary.saint_in(bare).isdisjoint(names | saints | within)
        and alone.isdisjoint(within)
        and (alone.isdisjoint(saints) or not vocabulary.tells_of_saint(there))
    )


@lru_cache(maxsize=64)
def _same_among(there: frozenset[str]) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """The names among the words that are translated: of any person, of saints, and of those in Marienkirche."""
    readings = (vocabulary.same_name, vocabulary.saint, vocabulary.saint_in)
    names, saints, within = (frozenset(line for word in there for line in lines(word)) for lines in readings)
    return names, saints, within


def _is_respelt(bare: str, word: str) -> bool:
    """Hatschepsut for Hatshepsut, Wladimir for Vladimir; Valentinstag of Valentine's."""
    if len(word) < LEAST_RESPELT:
        return False
    is_joined = len(bare) > LEAST_RESPELT and len(word) > len(bare) and word.startswith(bare.removesuffix("e"))
    return is_joined or not _plainly(bare).isdisjoint(_plainly(word))


@lru_cache(maxsize=16384)
def _plainly(word: str) -> frozenset[str]:
    """Tschernow as Chernov, and Hatschepsut as Hatshepsut."""
    read = naming.romanised(word)
    return frozenset(_RESPELT.sub(lambda match: _AS[match.group()], it) for it in (read, read.replace("tsch", "s")))


def _is_of_town(bare: str, there: frozenset[str]) -> bool:
    """Emder of Emden, and Bremen of Bremer."""
    stem = bare.removesuffix("s").removesuffix("n").removesuffix("er").removesuffix("e")
    if len(stem) < LEAST_OF_TOWN or stem == bare:
        return False
    return not there.isdisjoint((f"{stem}en", f"{stem}er", f"{stem}ern")) and bare.endswith(("er", "ern", "en"))


def is_compound_of(token: str, there: frozenset[str], *codes: str) -> bool:
    """Whether the parts with a capital are there: Theme-defined, defined by the Theme."""
    parts = token.split("-")
    named = [part for part in parts if part[:1].isupper()]
    is_compound = len(named) < len(parts) or len({*named}) < len(named)
    return is_compound and all(is_found(part, there, *codes) for part in named)


def is_joined(bare: str, there: frozenset[str]) -> bool:
    """Whether one of the words and this one begin alike as compounds do: Herbst and Herbstzeit."""
    return any(
        word.startswith(bare) or (len(word) >= LEAST_JOINED and bare.startswith(word) and len(bare) > len(word) + 2)
        for word in there
    )


@lru_cache(maxsize=32)
def _by_start(there: frozenset[str]) -> dict[str, list[str]]:
    """The words by their first letter, and by their first two."""
    found: dict[str, list[str]] = {}
    for word in there:
        for size in {min(1, len(word)), min(2, len(word))}:
            found.setdefault(word[:size], []).append(word)
    return found


@lru_cache(maxsize=32)
def _by_script(there: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in there:
        found.setdefault(_script(word), []).append(word)
    return found


@lru_cache(maxsize=32)
def _places_among(there: frozenset[str]) -> frozenset[int]:
    return frozenset(place for word in there for place in places.places_in(word))


def _have_cases(one: str, other: str, family: str) -> bool:
    """Whether both are endings of one word: the consonant before them may change, and the vowel before that go."""
    if family == "slavic" and _VOWEL_CHANGED.fullmatch(f"{one} {other}"):
        return True  # urząd, urzędu
    if family == "agglutinating":
        return not one or not other or (min(len(one), len(other)) == 1 and {one[0], other[0]} in _SOFTENED)
    are_cases = all(_CASES.fullmatch(end) or _CHANGED.fullmatch(end) for end in (one, other))
    return are_cases and not all(map(_ADJECTIVE.search, (one, other)))


def _is_inflected(bare: str, word: str, *, soft: bool, strict: str, ends: frozenset[str]) -> bool:
    """One word with two endings: Weber, Webers; Соколова, Соколовой; Virtanen, Virtasen."""
    shared = 0
    for one, other in zip(bare, word, strict=False):
        if one != other:
            break
        shared += 1
    mine, theirs = len(bare) - shared, len(word) - shared
    if shared < 3:
        return False
    if any(
        one.endswith("nen") and len(one) > 5 and other.startswith(one[:-3] + "s")
        for one, other in ((bare, word), (word, bare))
    ):
        return soft or bool(strict)  # Heikkinen, Heikkiselle
    if soft and strict:
        return _have_cases(bare[shared:], word[shared:], strict)
    if not soft:
        return (mine == 0 and word[shared:] in ends) or (theirs == 0 and bare[shared:] in ends)
    return mine <= 1 + (shared > 3) + (shared > 4) + (shared > 6) and theirs <= 4 and shared >= max(mine, theirs)


def _sounds_like(bare: str, word: str) -> bool:
    """The same name in another script."""
    if _script(bare) == _script(word):
        return False
    return any(_is_like(one, other, bare, word) for one in skeletons(bare) for other in skeletons(word))


def _is_like(one: str, other: str, bare: str, word: str) -> bool:
    if len(one) < 2 or len(other) < 2:
        return bool(one) and one == other and naming.romanised(bare)[:1] == naming.romanised(word)[:1]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return one == other or (len(shorter) > 2 and longer.startswith(shorter) and len(longer) <= len(shorter) + 2)


def _script(word: str) -> str:
    char = word[:1]
    return "cyrillic" if "\u0400" <= char <= "\u052f" else "greek" if "\u0370" <= char <= "\u03ff" else "latin"


_DEMONYM = re.compile(
    r"(?:ien|ienne|iens|iennes|ais|aise|aises|ois|oise|oises|an|ans|ian|ish|ese|er|ano|ana|anos|anas|és|esa|eses|esas|eño|eña"
    r"|ino|ina|ini|ine|i|ense|enses|ers?|isch\w*|sch\w*|s)"
)
LEAST_ROOT = 4
_ROMAN = re.compile(r"[IVXLC]{2,}(?:e|è|ème|er|º|ª)?")
_OF_PLACE = re.compile(
    r"[a-z]{0,2}(?:iens?|iennes?|ais|aises?|ois|oises?|ains?|aines?|ese|esi|ano|ana|ani|ane|eno|ena|enos|enas|es|esa|eses|esas|anos|anas|er|ern|erin|erinnen|ers)"
)


def is_demonym(token: str, text: str) -> bool:
    """Whether the text has the name as what is from there, or the place by another name: roubaisienne for Roubaix, the
    United States for USA."""
    if places.places_in(token) & places.places_in(text):
        return True
    bare = stripped(token)
    root = bare[: max(LEAST_ROOT, len(bare) - 2)]
    words = re.findall(rf"(?<!\w){re.escape(root)}\w*", folded(text))
    if any(_DEMONYM.search(word[len(root) :]) and len(word) > len(bare) for word in words):
        return True
    return bare.endswith("se") and any(naming.is_town(word) for word in words)  # Zwolse, Zwolle


def is_counted(token: str, language: str) -> bool:
    """A number or a day with a capital: il Trecento, Sundays, XIV."""
    bare = token.lower()
    if re.search(r"['’]\d", token):
        return True  # nell’80
    if dates.months(token, language):
        return True
    return bare in numerals.table(language) or bool(
        _ROMAN.fullmatch(token) or dates.weekdays(bare.removesuffix("s"), language)
    )


def is_from(token: str, there: frozenset[str]) -> bool:
    """Whether the word names who is from a place of the text: Nantais, Lensois."""
    bare = stripped(token)
    roots = (word[: max(LEAST_ROOT, len(word) - 2)] for word in there if len(word) >= LEAST_ROOT)
    return any(
        len(bare) > len(root) and bare.startswith(root) and _OF_PLACE.fullmatch(bare[len(root) :]) for root in roots
    )


def is_town_of(town: str, there: frozenset[str]) -> bool:
    """Whether an adjective of the town is among the words: Zwolle, Zwolse."""
    root = stripped(town)[:-2]
    return len(root) >= LEAST_ROOT and any(word.startswith(root) and word.endswith("se") for word in there)


def is_kept(name: str, answer: str, *, is_same: bool) -> bool:
    """A translation keeps of COVID-19-Pandemie what is no word."""
    parts = [name] if is_same else [one for one in name.split("-") if one.isupper() or one.isdigit()] or [name]
    read = folded(plain(answer))  # CO<sub>2</sub>
    return all(folded(part) in read or folded(part) in folded(answer) for part in parts)
