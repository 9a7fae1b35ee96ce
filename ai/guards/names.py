"""names: those of the source are there again, inflected or in another script, and nobody and nothing is named anew."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ai.guards import (
    acronyms,
    dates,
    forms,
    languages,
    lookalikes,
    naming,
    nouns,
    numerals,
    parties,
    places,
    quotes,
    tagged,
    translated,
    transliterated,
    unspaced,
)
from ai.guards.naming import Run, runs, stripped, words
from ai.guards.persons import person_of
from ai.guards.quantities import unit_of
from ai.guards.reading import folded, plain
from ai.guards.spelling import distance
from ai.guards.verdicts import Expect, Verdict, listed, prose, strings

ID = "names"
_COMPARABLE = {"latin", "cyrillic", "greek"}
_CODE = re.compile(r"(?<![\w.,])\d{1,6}[A-Z]{1,3}(?!\w)")
_FRUITS = ("apple", "orange", "shell", "target", "gap", "total", "amazon", "meta", "oracle", "dove")  # firms as well
_OF_PLACE = ("isch", "ische", "ischen", "ischer", "isches", "er", "ern", "in", "innen", "e", "en")  # Tscheche, Wiener
_ROAD = re.compile(r"([A-Z])[ -]?(\d{1,4})")
_OWNING = re.compile(r"['’]s?$")  # the Marguerite's Final Voyage
MISSPELT = 2  # letters
MOST_OF_TITLE = 4  # words
MISTAKES = 4  # words of a text that is full of them


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    if "persons" in expect.grounded and expect.grounds.strip() and data is not None:
        new = list(tagged.named_among(list(strings(data)), expect))
        return Verdict(ID, not new, f"Names that were not given: {listed(new)}." if new else "")
    if {"persons", "people"} & {*expect.grounded} and expect.grounds.strip():
        new = list(_persons_among(prose(text, data), expect))
        return Verdict(ID, not new, f"Names that were not given: {listed(new)}." if new else "")
    keep, ground = "names" in expect.keep, "names" in expect.grounded
    if not (keep or ground) or not expect.grounds.strip():
        return None
    read = prose(text, data)
    faults: list[str] = []
    right = _put_right(read, expect) if expect.corrects else frozenset()
    if (
        keep
        and expect.source
        and (lost := [name for name in dict.fromkeys(_lost(read, expect)) if stripped(name) not in right])
    ):
        faults.append(f"Names of the text are missing or changed: {listed(lost)}.")
    elif ground and (
        turned := [
            name for name in lookalikes.turned(_seen(read, expect), expect) if not _is_misspelt_day(name, read, expect)
        ]
    ):
        faults.append(f"Names are written in another way: {listed(turned)}.")
    if new := [name for name in dict.fromkeys(_new(read, expect)) if stripped(name) not in right]:
        faults.append(f"Names that were not given: {listed(new)}.")
    return Verdict(ID, not faults, " ".join(faults))


def _persons_among(text: str, expect: Expect) -> Iterator[str]:
    """Given names with a surname, and towns, that stand nowhere: nobody is told by his face."""
    code, there = expect.wanted, words(expect.grounds)
    if code in languages.having("caseless") or expect.source_code in languages.having("caseless"):
        return
    for run in runs(text, code):
        person = person_of(run, code)[:2]
        if len(person) > 1 and not all(forms.is_found(part, there, *expect.codes) for part in person):
            yield " ".join(person)
        placed = (one for one in run.tokens if naming.is_town(one) or places.places_in(one))
        yield from (one for one in placed if not _is_known(one, there, expect.grounds, expect))
        proper = _proper(run, code)
        if proper and not any(_is_known(one, there, expect.grounds, expect) for one in proper):
            yield " ".join(proper)
    told = (one for one in lookalikes.places_told(text, code) if not naming.is_no_name(one, code))
    yield from (one for one in told if not _is_known(one, there, expect.grounds, expect))
    yield from _titles(text, there, expect)
    yield from lookalikes.mixed(text, expect) if expect.wanted == expect.source_code else ()
    near = lookalikes.suspects(text, expect) if expect.source.strip() else ()
    yield from (one for one in near if not forms.is_found(one, there, *expect.codes))


def _proper(run: Run, language: str) -> list[str]:
    """Words with a capital side by side within a sentence: the Golden Gate Bridge, Diver Marlon Statius."""
    inside = run.tokens[1 if run.is_initial else 0 :]
    return inside if language != "de" and len(inside) > 1 and not run.in_headline else []


def _lost(answer: str, expect: Expect) -> Iterator[str]:
    same = expect.source_code == expect.wanted
    there = words(answer)
    if not same:
        yield from translated.lost(answer, expect)
    elif expect.wanted in languages.having("caseless"):
        known = plain(answer)
        yield from (name for name in unspaced.names_in(expect.source, expect.wanted) if name not in known)
    else:
        written = acronyms.spelt_out(expect.source, expect.wanted, acronyms.short(answer))
        letters = acronyms.initials(answer, expect.wanted)
        yield from (
            token
            for token in _strong(expect.source, expect.wanted)
            if not forms.is_found(token, there, *expect.codes)
            and not unit_of(token.lower())
            and not forms.is_counted(token, expect.source_code)
            and not forms.is_demonym(token, answer)
            and not parties.is_called(token, answer)
            and not places.is_part(token, expect.source, answer)
            and not forms.is_compound_of(token, there, *expect.codes)
            and not _is_misspelt_day(token, answer, expect)
            and stripped(token) not in written
            and token not in letters
        )
        yield from acronyms.lost(answer, expect)
    yield from (
        name for name in lookalikes.turned(_seen(answer, expect), expect) if not _is_misspelt_day(name, answer, expect)
    )
    yield from (name for name in naming.identifiers(expect.source) if not forms.is_kept(name, answer, is_same=same))


def _seen(answer: str, expect: Expect) -> frozenset[str]:
    """Words that may be names: in a translation those with a capital, for Busse are buses."""
    if expect.wanted == expect.source_code:
        return words(answer)
    return words(" ".join(token for run in runs(answer, expect.wanted) for token in run.tokens))


def _put_right(answer: str, expect: Expect) -> frozenset[str]:
    """Words with a capital that a correction changed by a letter or two, before and after, in a text that is full of
    mistakes: Enviroment Agency; never of a person. A word that becomes a place by it always: Japen."""
    there, given = words(answer), words(expect.source)
    gone = [word for word in given - there if len(word) >= lookalikes.LEAST_TURNED]
    new = [word for word in there - given if len(word) >= lookalikes.LEAST_TURNED]
    pairs = [(one, other) for one in gone for other in new if distance(one, other, MISSPELT) <= MISSPELT]
    named = [pair for pair in pairs if naming.is_place(pair[1]) and not naming.is_place(pair[0])]
    towns = frozenset(word for pair in named for word in pair)
    if len({one for one, _ in pairs}) < MISTAKES:
        return towns
    persons = {
        stripped(token)
        for text, code in ((expect.source, expect.source_code), (answer, expect.wanted))
        for run in runs(text, code)
        for token in person_of(run, code)
    }
    return towns | frozenset(word for pair in pairs if persons.isdisjoint(pair) for word in pair)


def _is_misspelt_day(token: str, answer: str, expect: Expect) -> bool:
    """Wensday, of which the answer makes Wednesday."""
    if not expect.corrects or naming.is_given(token, expect.source_code):
        return False
    known = {*dates.weekdays(answer, expect.wanted), *dates.months(answer, expect.wanted)}
    return any(0 < distance(stripped(token), stripped(day), MISSPELT) <= MISSPELT for day in known)


def _strong(text: str, language: str) -> Iterator[str]:
    """Words of `text` that are surely names."""
    inside = {stripped(token) for run in runs(text, language) for token in run.tokens[1 if run.is_initial else 0 :]}
    yield from naming.listed_persons(text, language) if language == "de" else ()
    for run in runs(text, language):
        yield from person_of(run, language)
        for place, token in enumerate(run.tokens):
            if naming.is_no_name(token, language) or naming.is_title(token):
                continue
            is_first = place == 0 and run.is_initial
            if (
                places.places_in(token)
                and (language != "de" or not is_first)
                or language != "de"
                and not run.in_headline
                and (not is_first or stripped(token) in inside)
            ):
                yield token


def _new(answer: str, expect: Expect) -> Iterator[str]:
    caseless = languages.having("caseless")
    if expect.wanted in caseless and expect.source_code == expect.wanted:
        yield from unspaced.new(answer, expect)
    if expect.wanted in caseless or expect.source_code in caseless:
        persons = (
            [person_of(run, expect.wanted) for run in runs(answer, expect.wanted)]
            if expect.wanted not in caseless
            else []
        )
        yield from transliterated.new(answer, expect, persons)
        return
    there, grounds = words(expect.grounds), expect.grounds
    pairs = _pairs(expect)
    written = acronyms.spelt_out(answer, expect.wanted, acronyms.short(grounds))
    letters = acronyms.initials(grounds, expect.source_code)
    for run in runs(answer, expect.wanted):
        suspects = {
            *_suspects(run, there, expect),
            *_beside_first(run, pairs, expect),
            *_places_named(run, expect),
        }
        new = (token for token in run.tokens if token in suspects and not _is_known(token, there, grounds, expect))
        spelt = (token for token in new if stripped(token) not in written and token not in letters)
        yield from (token for token in spelt if not places.is_part(token, answer, grounds))
    yield from _titles(answer, there, expect)
    yield from lookalikes.mixed(answer, expect)
    yield from _other_codes(answer, expect)
    found = [token for token in lookalikes.suspects(answer, expect) if not parties.is_called(token, grounds)]
    compounds = expect.wanted in languages.having("compounding")
    yield from (
        token
        for token in found
        if not forms.is_found(token, there, *expect.codes)
        and not (dates.weekdays(token, expect.wanted) or dates.months(token, expect.wanted))
        and not places.places_in(token) & places.places_in(grounds)  # Białystok, Białymstoku
        and not (compounds and forms.is_joined(stripped(token), there))
    )


def _titles(answer: str, there: frozenset[str], expect: Expect) -> Iterator[str]:
    """Short quotations that begin with a capital, of words that stand nowhere: the fund “Northern Pier”."""
    if expect.wanted != expect.source_code:
        return
    for said in quotes.quotations(answer):
        every = re.findall(r"[^\W\d_]+", said)
        parts = [word for word in every if len(word) > 3]
        is_title = said[:1].isupper() and said[-1:] not in ".!?,…" and 1 <= len(parts) <= len(every) <= MOST_OF_TITLE
        if (
            is_title
            and not (expect.wanted == "de" and len(every) == 1 and nouns.is_noun(said))
            and not any(naming.is_no_name(word, expect.wanted) for word in every)
            and not any(_is_known(part, there, expect.grounds, expect) for part in parts)
        ):
            yield said


def _other_codes(answer: str, expect: Expect) -> Iterator[str]:
    """7E, where the text has 7F and the answer has it no more."""
    mine, given = ({*_CODE.findall(plain(text))} for text in (answer, expect.grounds))
    lost = {code.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for code in given - mine}
    yield from sorted(code for code in mine - given if code.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") in lost)


def _pairs(expect: Expect) -> frozenset[str]:
    """First words of names of two that were given."""
    return frozenset(
        stripped(first)
        for run in runs(expect.grounds, expect.source_code)
        if not run.in_headline or expect.source_code == "de"
        for first, second in zip(run.tokens, run.tokens[1:], strict=False)
        if not naming.is_no_name(first, expect.source_code) and not naming.is_no_name(second, expect.source_code)
        if not unit_of(first.lower()) and stripped(first) not in numerals.table(expect.source_code)
    )


def _beside_first(run: Run, pairs: frozenset[str], expect: Expect) -> list[str]:
    """Behind the first word of a name that was given stands its second, or none; or one translated: Esbjerg Library."""
    language = expect.wanted
    is_translated = language != expect.source_code and any(naming.is_no_name(word, language) for word in run.tokens)
    if is_translated or run.in_headline and language != "de":
        return []
    behind = zip(run.tokens, run.tokens[1:], strict=False)
    return [
        two
        for one, two in behind
        if stripped(one) in pairs
        and not _OWNING.search(one)
        and not naming.is_no_name(two, language)
        and not (language == "de" and nouns.is_noun(two) and not naming.is_given(one, language))
    ]


def _places_named(run: Run, expect: Expect) -> list[str]:
    """Towns and countries, wherever they stand in a sentence; a word with an ending behind an apostrophe in Turkish."""
    first = run.tokens[0] if run.is_initial else ""  # Apple and walnut bread
    found = [t for t in run.tokens if naming.is_town(t) or naming.is_named_after(t)]
    found += [t for t in run.tokens if naming.is_known_name(t) and not (t == first and stripped(t) in _FRUITS)]
    if expect.wanted == expect.source_code == "de":  # in der Slowakei
        found += [token for token in run.tokens if places.places_in(token) and not token.endswith(_OF_PLACE)]
    if expect.wanted in ("tr", "az"):
        owned = (token for token in run.tokens if re.search(r"['’]", token))
        found += [token for token in owned if not naming.is_no_name(token, expect.wanted)]
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
    if place >= 0 and not run.is_doubtful:
        if run.in_headline and _OWNING.search(run.tokens[place]):
            return run.tokens[place : place + 1]
        after = person if not run.in_headline and language != "de" else run.tokens[place : place + 2]
        after = naming.without_owned(after) if language == "de" else after
        return [token for token in after if not naming.is_no_name(token, language) and not naming.is_title(token)]
    if run.is_titled:
        count = 1 if language == "de" or run.in_headline else 2
        return [token for token in run.tokens[:count] if not naming.is_no_name(token, language)]
    if language == "de" or run.in_headline or expect.source_code != language:
        return _beside_known(run, there, language)
    rest = run.tokens[1:] if run.is_initial else run.tokens
    return [token for token in rest if not naming.is_no_name(token, language) and not naming.is_title(token)]


def _beside_known(run: Run, there: frozenset[str], language: str) -> list[str]:
    """Identifiers only: where every noun has a capital, a capital says nothing."""
    return [token for token in run.tokens if re.search(r"[a-z][A-Z]", token) and not naming.is_no_name(token, language)]


def _is_known(token: str, there: frozenset[str], grounds: str, expect: Expect) -> bool:
    if (
        unit_of(re.split(r"['’]", token.lower())[0])
        or dates.months(token, expect.wanted)
        or dates.weekdays(token, expect.wanted)
    ):
        return True
    if dates.is_short(token, expect.wanted) or dates.is_short_day(token, expect.source_code, grounds):
        return True
    if forms.is_counted(token, expect.wanted) or forms.is_from(token, there):
        return True
    if forms.is_found(token, there, *expect.codes) or places.places_in(token) & places.places_in(grounds):
        return True
    if naming.is_town(token) and (forms.is_town_of(token, there) or forms.is_demonym(token, grounds)):
        return True
    if token in acronyms.of_words(grounds) or parties.is_called(token, grounds):
        return True  # CFO for chief financial officer
    road = _ROAD.fullmatch(token)
    if road and re.search(rf"(?<!\w){road[1]}[^\W\d_]{{3,20}} {road[2]}(?!\d)", grounds, re.I):
        return True  # D47, the départementale 47
    bare = stripped(token)
    parts = [part for part in re.split(r"['’.&-]", bare) if len(part) > 1]
    common = {folded(part) for part in re.split(r"['’.&-]", token) if part[:1].islower()}  # Wakefield-based
    if len(parts) > 1 and all(part in common or forms.is_found(part, there, *expect.codes) for part in parts):
        return True
    if (
        expect.wanted != expect.source_code
        and len(bare) > lookalikes.LEAST_TURNED
        and translated.is_exonym(bare, there)
    ):
        return True
    if expect.wanted not in languages.having("compounding") or len(parts) > 1:
        return False
    # A compound of words that were given, or part of one: Hafenbrücke, Brücke.
    return len(bare) > 4 and any(bare in word or (len(word) > 4 and bare.startswith(word)) for word in there)
