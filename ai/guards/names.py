"""names: those of the source are there again, inflected or in another script, and nobody and nothing is named anew."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ai.guards import dates, languages, lookalikes, naming, transliterated
from ai.guards.naming import Run, runs, skeletons, stripped, words
from ai.guards.quantities import unit_of
from ai.guards.reading import LETTER, folded, plain
from ai.guards.verdicts import Expect, Verdict, listed, prose

ID = "names"
# Endings of cases and of adjectives made from names, in languages that inflect: Łemków, Łemkach, łemkowski;
# Полтаві, Полтавський.
_CASES = re.compile(
    r"(?:(?:ow|ew|an|en|in|ij|y)?(?:sk|ck|zk)(?:i|a|e|y|o|ie|iego|iej|im|ich|imi|a|u|eho|ou|em|emu|ych|ym|e|om|oj)?"
    r"|a|u|owi|ovi|em|om|ie|y|i|e|o|ach|ami|ow|iow|ov|ev|ej|oj|ou|mi|iami|ia|iu|iem|ego|emu|ym|im|ich|ych|imi|ymi"
    r"|(?:ов|ев|ан|ян|ен|ин|ій|ий|і|и)?(?:ск|цк|ськ|цьк)(?:ий|ии|ая|ое|ого|ои|ому|им|ом|ую|ие|ых|их|ими|ым|а|е|и|у|ої|ій)?"
    r"|а|у|ом|ем|е|и|і|ы|я|ю|ой|ои|ей|еи|ою|ею|ов|ев|ів|ах|ях|ам|ям|ами|ями|ові|еві|ого|ому|ым|им|ых|их)?"
)
_COMPARABLE = {"latin", "cyrillic", "greek"}
_HAN = r"[\u4e00-\u9fff]"
_AFTER_NAME = (
    r"(?=说|表示|称|指出|认为|介绍|宣布|透露|强调|告诉|在|将|是|和|与|向|对|的|说道|[，。、：,.:;；！]|\s|\d|于|表|$)"
)


_CHANGED = re.compile(
    rf"(?:ie|[eoеоё])?(?:[bcdghklmnprstwzv]{{1,3}}|[бвгґджзйклмнпрстхцчшь]{{1,3}})|(?:[bcdghklmnprstwzv]{{1,3}}|[бвгґджзклмнпрстхцчш]{{1,3}})(?:{_CASES.pattern})"
)
_SOFTENED = ({"k", "g"}, {"p", "b"}, {"t", "d"}, {"c", "j"})
LEAST_TURNED = 5  # letters
_ADJECTIVE = re.compile(r"[scz]k|[сц]ь?к")


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    keep, ground = "names" in expect.keep, "names" in expect.grounded
    if not (keep or ground) or not expect.grounds.strip():
        return None
    read = prose(text, data)
    faults: list[str] = []
    if keep and expect.source and (lost := list(dict.fromkeys(_lost(read, expect)))):
        faults.append(f"Names of the text are missing or changed: {listed(lost)}.")
    elif ground and (turned := list(_turned(words(read), expect))):
        faults.append(f"Names are written in another way: {listed(turned)}.")
    if new := list(dict.fromkeys(_new(read, expect))):
        faults.append(f"Names that were not given: {listed(new)}.")
    return Verdict(ID, not faults, " ".join(faults))


def _lost(answer: str, expect: Expect) -> Iterator[str]:
    same = expect.source_code == expect.wanted
    there = words(answer)
    if not same:
        yield from _lost_in_translation(answer, expect)
    elif expect.wanted in languages.having("caseless"):
        known = plain(answer)
        yield from (name for name in _wide_names(expect.source, expect.wanted) if name not in known)
    else:
        yield from (
            token for token in _strong(expect.source, expect.wanted) if not _is_found(token, there, *expect.codes)
        )
    yield from _turned(there, expect)
    yield from (name for name in naming.identifiers(expect.source) if folded(name) not in folded(answer))


def _turned(there: frozenset[str], expect: Expect) -> Iterator[str]:
    """Names two of whose letters changed places: Kirkwlal."""
    given = words(expect.grounds)
    tokens = {stripped(token) for run in runs(expect.source, expect.source_code) for token in run.tokens}
    lost = [token for token in tokens - there if len(token) >= LEAST_TURNED]
    new = {word for word in there - given if len(word) >= LEAST_TURNED}
    yield from (name for name in lost if any(_is_turned(name, word) for word in new))


def _is_turned(one: str, other: str) -> bool:
    if len(one) != len(other) or sorted(one) != sorted(other):
        return False
    places = [place for place, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    return len(places) == 2 and places[1] == places[0] + 1


def _lost_in_translation(answer: str, expect: Expect) -> Iterator[str]:
    """Persons whose name is not there in any spelling; places that became other places."""
    code, caseless = expect.source_code, languages.having("caseless")
    persons = [_person(run, code) for run in runs(expect.source, code)] if code not in caseless else []
    wide = _wide_names(expect.source, code) if code in caseless else []
    yield from transliterated.lost(answer, expect, persons, wide)
    mine, given = naming.places_in(answer), naming.places_in(expect.source)
    if given - mine and mine - given:
        yield "a place"
    if not {
        *(languages.scripts_of(expect.wanted) or ("latin",))
    } & _COMPARABLE or expect.source_code in languages.having("caseless"):
        return
    there = words(answer)
    for run in runs(expect.source, expect.source_code):
        person = _person(run, expect.source_code)
        found = [token for token in person if _is_found(token, there, *expect.codes)]
        yield from (token for token in person if token not in found and (found or len(person) > 1 or run.is_titled))


def _person(run: Run, language: str) -> list[str]:
    """The words of a person's name: from the given name on, or what follows a title."""
    place = run.given(language)
    if place >= 0:
        start = 0 if language in ("hu", "vi") else place
        return [token for token in run.tokens[start : start + 4] if not naming.is_generic(token, language)]
    return (
        [token for token in run.tokens[:2] if not naming.is_generic(token, language)]
        if run.is_titled and language != "de"
        else run.tokens[:1]
        if run.is_titled
        else []
    )


def _strong(text: str, language: str) -> Iterator[str]:
    """Words of `text` that are surely names."""
    inside = {stripped(token) for run in runs(text, language) for token in run.tokens[1 if run.is_initial else 0 :]}
    for run in runs(text, language):
        yield from _person(run, language)
        for place, token in enumerate(run.tokens):
            if naming.is_generic(token, language) or naming.is_title(token):
                continue
            is_first = place == 0 and run.is_initial
            if (
                naming.places_in(token)
                and (language != "de" or not is_first)
                or language != "de"
                and not run.in_headline
                and (not is_first or stripped(token) in inside)
            ):
                yield token


def _new(answer: str, expect: Expect) -> Iterator[str]:
    caseless = languages.having("caseless")
    if expect.wanted in caseless and expect.source_code == expect.wanted:
        yield from _new_wide(answer, expect)
    if expect.wanted in caseless or expect.source_code in caseless:
        persons = (
            [_person(run, expect.wanted) for run in runs(answer, expect.wanted)]
            if expect.wanted not in caseless
            else []
        )
        yield from transliterated.new(answer, expect, persons)
        return
    there, grounds = words(expect.grounds), expect.grounds
    pairs = _pairs(expect)
    for run in runs(answer, expect.wanted):
        suspects = {
            *_suspects(run, there, expect),
            *_beside_first(run, pairs, expect.wanted),
            *_places_named(run, expect),
        }
        yield from (token for token in run.tokens if token in suspects and not _is_known(token, there, grounds, expect))
    yield from lookalikes.mixed(answer, expect)
    found = lookalikes.suspects(answer, expect)
    yield from (token for token in found if not _is_found(token, there, *expect.codes))


def _pairs(expect: Expect) -> frozenset[str]:
    """First words of names of two that were given."""
    return frozenset(
        stripped(first)
        for run in runs(expect.grounds, expect.source_code)
        if not run.in_headline or expect.source_code == "de"
        for first, second in zip(run.tokens, run.tokens[1:], strict=False)
        if not naming.is_generic(first, expect.source_code) and not naming.is_generic(second, expect.source_code)
        if not unit_of(first.lower())
    )


def _beside_first(run: Run, pairs: frozenset[str], language: str) -> list[str]:
    """Behind the first word of a name that was given stands its second, or none."""
    if run.in_headline and language != "de":
        return []
    behind = zip(run.tokens, run.tokens[1:], strict=False)
    return [two for one, two in behind if stripped(one) in pairs and not naming.is_generic(two, language)]


def _places_named(run: Run, expect: Expect) -> list[str]:
    """Towns and countries, wherever they stand in a sentence; a word with an ending behind an apostrophe in Turkish."""
    found = [token for token in run.tokens if naming.is_town(token)]
    if expect.wanted in ("tr", "az"):
        found += [token for token in run.tokens if re.search(r"['’]", token)]
    return found


def _suspects(run: Run, there: frozenset[str], expect: Expect) -> Iterable[str]:
    """Words of a run that must have been given."""
    language = expect.wanted
    place = run.given(language)
    person = (
        run.tokens
        if language in ("hu", "vi")
        else run.tokens[max(0, place - (not run.is_initial and language != "de")) :]
    )
    if place >= 0:
        after = person if not run.in_headline and language != "de" else run.tokens[place : place + 2]
        return [token for token in after if not naming.is_generic(token, language) and not naming.is_title(token)]
    if run.is_titled:
        count = 1 if language == "de" or run.in_headline else 2
        return [token for token in run.tokens[:count] if not naming.is_generic(token, language)]
    if language == "de" or run.in_headline or expect.source_code != language:
        return _beside_known(run, there, language)
    rest = run.tokens[1:] if run.is_initial else run.tokens
    return [token for token in rest if not naming.is_generic(token, language) and not naming.is_title(token)]


def _beside_known(run: Run, there: frozenset[str], language: str) -> list[str]:
    """Identifiers only: where every noun has a capital, a capital says nothing."""
    return [token for token in run.tokens if re.search(r"[a-z][A-Z]", token) and not naming.is_generic(token, language)]


def _is_known(token: str, there: frozenset[str], grounds: str, expect: Expect) -> bool:
    if unit_of(token.lower()) or dates.months(token, expect.wanted) or dates.weekdays(token, expect.wanted):
        return True
    if _is_found(token, there, *expect.codes) or naming.places_in(token) & naming.places_in(grounds):
        return True
    bare = stripped(token)
    parts = [part for part in re.split(r"['’.&-]", bare) if len(part) > 1]
    if len(parts) > 1 and all(_is_found(part, there, *expect.codes) for part in parts):
        return True
    if expect.wanted not in languages.having("compounding"):
        return False
    # A compound of words that were given, or part of one: Hafenbrücke, Brücke.
    return len(bare) > 4 and any(bare in word or (len(word) > 4 and bare.startswith(word)) for word in there)


def _is_found(token: str, there: frozenset[str], *codes: str) -> bool:
    bare = stripped(token)
    if bare in there or bare.replace(".", "") in there:
        return True
    is_soft = not languages.having("inflecting").isdisjoint(codes)
    families = (name for name in ("slavic", "agglutinating") if not languages.having(name).isdisjoint(codes))
    strict = next(families, "")
    ends = frozenset(end for code in codes for end in languages.endings(code))
    if any(
        _is_inflected(bare, word, soft=is_soft, strict=strict, ends=ends)
        for word in there
        if word[:2] == bare[:2] or word[:1] == bare[:1] and len(bare) < 4
    ):
        return True
    places = naming.places_in(token)
    if places and any(places & naming.places_in(word) for word in there):
        return True
    return any(_sounds_like(bare, word) for word in there)


def _have_cases(one: str, other: str, family: str) -> bool:
    """Whether both are endings of one word: the consonant before them may change, and the vowel before that go."""
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
    if soft and strict:
        return _have_cases(bare[shared:], word[shared:], strict)
    if not soft:
        return (mine == 0 and word[shared:] in ends) or (theirs == 0 and bare[shared:] in ends)
    return mine <= 1 + (shared > 3) + (shared > 4) and theirs <= 4 and shared >= max(mine, theirs)


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


def _wide_names(text: str, language: str) -> list[str]:
    """Names beside a title, in a script without capitals."""
    before, after = naming.wide_patterns(language)
    read = plain(text)
    found: list[str] = []
    surnames = languages.characters("surnames")
    if language == "zh":
        found += re.findall(rf"(?:{before})([{surnames}]{_HAN}{{1,2}}?){_AFTER_NAME}", read)
        found += re.findall(rf"([{surnames}]{_HAN}{{1,2}})(?:{after})", read)
    elif language == "ja":
        found += re.findall(rf"({_HAN}{{2,4}}|[ァ-ヴー・]{{2,14}})(?:{after})", read)
    elif language == "ko":
        found += re.findall(rf"(?<![가-힣])([가-힣]{{2,4}})\s(?:{after})", read)
    elif before:
        pairs = re.findall(rf"(?<!\w)(?:{before})\s+({LETTER}{{2,}})", read)
        found += [name for name in pairs if not name.startswith("ال")]
    return [name for name in found if name]


def _new_wide(answer: str, expect: Expect) -> Iterator[str]:
    known = plain(expect.grounds)
    for name in _wide_names(answer, expect.wanted):
        if name not in known and not (expect.wanted == "ja" and name[-2:] in known):
            yield name
    yield from _other_second_names(answer, known, expect.wanted)


def _other_second_names(answer: str, known: str, language: str) -> Iterator[str]:
    """A first name that is known, after a title, with another name behind it."""
    before, _ = naming.wide_patterns(language)
    if not before or language in ("zh", "ja", "ko"):
        return
    pair = rf"(?<!\w)(?:{before})\s+([^\W\d_][\w]+)\s+([^\W\d_][\w]+)"
    given = dict(re.findall(pair, known))
    for first, second in re.findall(pair, plain(answer)):
        if first in given and given[first] != second and second not in known:
            yield f"{first} {second}"
