"""Names that look like one that was given, or stand where one stood: Hinrichs and Heinrichs, Stern Ltd and Mond Ltd."""

import re
from collections.abc import Iterator
from os.path import commonprefix

from ai.guards import languages, naming, nouns
from ai.guards.claims import unelided
from ai.guards.memory import by_length
from ai.guards.naming import Run, runs, stripped
from ai.guards.quantities import unit_of
from ai.guards.reading import LETTER, plain, sentences
from ai.guards.spelling import distance
from ai.guards.verdicts import Expect

_CENTRE = {"er", "re"}  # center and centre, November and novembre
LEAST_TURNED = 5  # letters
LEAST, LONG = 4, 7  # letters from which one, or two, may be wrong
_WORD = re.compile(rf"{LETTER}(?:{LETTER}|\d)*(?:['’ʼ.&-](?:{LETTER}|\d)+)*")
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'&.-]*"
_COMPANY = re.compile(
    rf"(?<![\w’'&.-])((?:{_CAPITAL}\s+){{1,3}})(?:&\s+Co\.?\s+)?(?:Ltd|Limited|GmbH|AG|Inc|LLC|plc|PLC|SE|KG|SA|S\.A\.|SARL|SAS|SpA|S\.p\.A\.|Srl"
    r"|S\.r\.l\.|SL|S\.L\.|BV|B\.V\.|NV|N\.V\.|AB|A/S|ApS|AS|Oyj?|Corp|Co|e\.\s?V\.|eG|a\.s\.|s\.r\.o\.|sp\.|Institute?|Institut|Instituto|Istituto|University|Universität|Observatory|Foundation)(?!\w)"
)
_SAYS = {
    "en": r"(?:said|says|explains|explained|told|adds|added|warned|warns|according to)",
    "de": r"(?:sagte?|erklärte?|betonte?|meinte?|berichtete?|so|laut|zufolge)",
    "fr": r"(?:dit|explique|affirme|selon|précise|assure|raconte|d['’]après)",
    "es": r"(?:dijo|dice|explica|explicó|según|afirma|afirmó|asegura|aseguró|señaló)",
}
_BARE = re.compile(
    r"\b((?i:in|nach|aus|bei|von|bis|ab|zwischen|und))\s+([A-ZÄÖÜ][\wäöüß-]{2,})(?=(\s+[a-zäöüß]+|[.,;:!?]))"
)
_PLACE_END = re.compile(
    r"(?<=\w\w)(?:leigh|ley|ton|ham|ford|bury|wick|wich|mouth|minster|chester|cester|by|thorpe|field|borough|burgh|stead|combe|worth|haven|pool"
    r"|burg|stadt|hausen|heim|dorf|ingen|bach|furt|berg|feld|kirchen|beck|buttel|munde|walde|rode|stedt|born|bruck|hagen|sund|ow"
    r"|ville|court|bourg|mont|gnac|sac|zac|illo|illa|ello|ella|rejo|nova|polis|grad|gorod|sk|ice|owo|evo)$"
)
# Behind a preposition without an article: Gericht in Frankenthal.
_IN_TOWN = re.compile(
    r"\b(?:[Ii]n|aus|nach|bei) ([A-ZÄÖÜ][a-zäöüß]{2,}(?:hausen|ingen|furt|burg|kirchen|thal|walde|rode|stedt|münde"
    r"|büttel|born|bruck|hagen|weiler|reuth))\b"
)
_PLURALS = ("n", "en", "e", "er", "ern")
# Where something is: off Okinawa, and not in Victorian style.
_WHERE = re.compile(
    r"\b(?:in|near|off|at|from|over|outside|above|around|of|across|along|beside|dog|cat|horse|named|called) (?:the )?"
    r"([A-Z][a-z]{3,})"
    r"(?=[,.;:]|$| (?:and|in|at|with|behind|on|by|from)\b)"
)
_LOWER = re.compile(r"(?<![\w’'-])[a-zà-ÿ]{4,}")
_SURE_PLACE = re.compile(
    r"(?<![\w-])[A-Z][a-z]{2,}(?:borough|burgh|minster|chester|cester|bury|wick|mouth|thorpe|leigh)(?![\w-])"
)
# What a German noun ends with, and hardly a name: “laut Polizei”, “laut Studien”.
_COMMON = re.compile(
    r"(?:ung|heit|keit|schaft|ion|ie|ei|tät|en|nis|tum|ment|gesetz|bericht|plan|vertrag|amt|recht|kreise|dienst|verband|verein|rat|haus|leitung"
    r"|geber|nehmer|hersteller|betreiber|veranstalter|forscher|sprecher|anbieter|minister|trainer|meister|leiter|steller|kritiker|experte"
    r"|anwalt|ärzte|chef|vorstand|konzern|verlag|studie|umfrage|gutachten|museum|ministerium|unternehmen|team|zentrum|institut)(?:in|innen|s|es|e)?$"
    r"|^(?:Gericht|Feuerwehr|Stadt|Land|Bund|Kreis|Firma|Sender|Verkäufer|Käufer|Besucher|Bewohner|Anwohner|Nachbarn|Zeuge|Fachleute|Presse|Radio"
    r"|Medium|Karte|Rezept|Satzung|Statistik|Liste|Tabelle|Programm|Bild|Text|Nein|Ja|Danke|Bescheid|Schule|Klinik|Kasse|Bank|Partei|Kanzlei)$"
)
# Germans say help to and concerts off: sagte Hilfe zu, sagt Konzerte ab.
_SAID_TO = re.compile(r"(?i:sagte?n?)\s+\w[^.!?;:]{0,120}\s(?:zu|ab|voraus|an|aus|vorher)(?=\s*(?:[,.;:!?]|und\b|$))")


def suspects(answer: str, expect: Expect) -> Iterator[str]:
    """Words of the answer that must have been given; whether they were is not asked here."""
    is_translated = expect.wanted != expect.source_code
    lower = {*_LOWER.findall(plain(answer))} if is_translated else ()  # the Forest University, and a forest
    yield from (word for word in _companies(answer, expect) if word.lower() not in lower)
    if expect.wanted != expect.source_code or expect.wanted in languages.having("caseless"):
        return
    there = naming.words(expect.grounds)
    yield from _misspelt(answer, expect, there)
    yield from _other_first_names(answer, expect, there)
    yield from _sayers(answer, expect)
    yield from _initial_places(answer, there)
    if expect.wanted == "de":
        placed = (*_in_place(answer, expect, there), *_IN_TOWN.findall(plain(answer)))
        yield from (name for name in placed if stripped(name) not in there and not nouns.is_noun(name))


def turned(there: frozenset[str], expect: Expect) -> Iterator[str]:
    """Names two of whose letters changed places: Kirkwlal."""
    given = naming.words(expect.grounds)
    tokens = {
        stripped(token)
        for run in runs(expect.source, expect.source_code)
        for token in run.tokens
        if not naming.is_no_name(token, expect.source_code)
    }
    lost = [token for token in tokens - there if len(token) >= LEAST_TURNED]
    new = {word for word in there - given if len(word) >= LEAST_TURNED}
    pairs = ((name, word) for name in lost for word in new if _is_turned(name, word))
    yield from (name for name, word in pairs if {name[-2:], word[-2:]} != _CENTRE)


def _is_turned(one: str, other: str) -> bool:
    if len(one) != len(other) or sorted(one) != sorted(other):
        return False
    places = [place for place, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    return len(places) == 2 and places[1] == places[0] + 1


def places_told(text: str, language: str) -> Iterator[str]:
    """English: words with a capital behind a preposition, which nothing follows that they could describe."""
    yield from _WHERE.findall(plain(text)) if language == "en" else ()


def _initial_places(answer: str, there: frozenset[str]) -> Iterator[str]:
    """Words with the end of a place's name, wherever they stand: Scarborough."""
    for match in _SURE_PLACE.finditer(plain(answer)):
        if stripped(match.group()).lower() not in there:
            yield match.group()


def mixed(answer: str, expect: Expect) -> Iterator[str]:
    """The first name of one person with the surname of another."""
    given: dict[str, set[str]] = {}
    for first, second in named_pairs(expect.grounds, expect.source_code):
        given.setdefault(stripped(first), set()).add(stripped(second))
    surnames = set().union(*given.values())
    together = [[stripped(token) for token in run.tokens] for run in runs(expect.grounds, expect.source_code)]
    for first, second in named_pairs(answer, expect.wanted):
        one, other = stripped(first), stripped(second)
        if one in given and other in surnames - given[one] and _is_first(first, expect):
            if any(one in run and other in run[run.index(one) :] for run in together):
                continue  # Miller Bakels of Miller Teun Bakels
            yield f"{first} {second}"


def _is_first(token: str, expect: Expect) -> bool:
    """A given name, and no trade: in German every noun has a capital."""
    if naming.is_given(token, expect.wanted) or naming.may_be_given(token):
        return True
    return expect.wanted != "de" and token.lower() not in expect.grounds and not naming.is_no_name(token, expect.wanted)


def _companies(answer: str, expect: Expect) -> Iterator[str]:
    for match in _COMPANY.finditer(plain(answer)):
        words = match.group(1).split()[-1:]
        yield from (w for w in words if not naming.is_title(w) and not naming.is_filler(w, expect.wanted))


def _misspelt(answer: str, expect: Expect, there: frozenset[str]) -> Iterator[str]:
    """Words with a capital that are not in the text, beside a name of it that is gone, by a letter or two."""
    names = [name for name in names_of(expect.grounds, expect.source_code) if len(name) >= LEAST]
    for line in plain(answer).split("\n"):
        mine = naming.words(line)
        capitals = (word for word in _WORD.findall(line) if word[0].isupper() and stripped(word) not in there)
        new = {word for word in capitals if not naming.is_no_name(word, expect.wanted)}
        yield from near([name for name in names if name not in mine], new, expect.wanted) if new else ()


def near(lost: list[str], new: set[str], language: str) -> Iterator[str]:
    for word in new:
        bare = stripped(word)
        if _COMMON.search(word) and any(bare.startswith(name) for name in lost):
            continue  # Angaben of Angabe
        if language == "de" and (nouns.is_noun(word) or any(bare.removeprefix(name) in _PLURALS for name in lost)):
            continue  # Eiern of Eier
        near = (distance(bare, name, most) <= most for name in lost if (most := _most(bare, name)))
        if any(near) or any(_begin_alike(bare, name) for name in lost):
            yield word


def _begin_alike(one: str, other: str) -> bool:
    """Thornley and Thornleigh, Brunsbüttel and Brunsbeck: of one beginning, with the end of a place's name."""
    shared = len(commonprefix((one, other)))
    if shared >= LEAST and shared in (len(one), len(other)) and abs(len(one) - len(other)) > 1:
        return bool(_PLACE_END.search(max(one, other, key=len)))
    return shared >= LEAST + 1 and 5 * shared >= 3 * min(len(one), len(other)) and bool(_PLACE_END.search(one))


def _most(one: str, other: str) -> int:
    """How many letters may be wrong; of two the first is right: Tischen is not Hirschen."""
    shorter = min(len(one), len(other))
    return 0 if shorter < LEAST else 2 if shorter >= LONG and one[0] == other[0] else 1


@by_length
def names_of(text: str, language: str) -> frozenset[str]:
    """Words that are names: in German of persons, towns, and behind another noun or a bare preposition."""
    found: set[str] = set()
    for run in runs(text, language):
        found |= {stripped(token) for token in _names_in(run, language)}
    if language == "de":
        found |= {stripped(match.group(2)) for match in _BARE.finditer(plain(text))}
    found |= {
        bare for word in _WORD.findall(plain(text)) if word[0].isupper() and _PLACE_END.search(bare := stripped(word))
    }
    return frozenset(name for name in found if not naming.is_no_name(name, language))


def _names_in(run: Run, language: str) -> list[str]:
    place = run.given(language)
    if place >= 0:
        return run.tokens[place:]
    if language == "de" and unit_of(run.tokens[0].lower()):
        return []  # Liter Regen
    if language == "de":
        return run.tokens[1:] if len(run.tokens) > 1 else run.tokens if naming.is_town(run.tokens[0]) else []
    return [] if run.in_headline else run.tokens[1 if run.is_initial else 0 :]


def _other_first_names(answer: str, expect: Expect, there: frozenset[str]) -> Iterator[str]:
    """Another given name before a surname that was given: Ruby Whitlock for Rose Whitlock."""
    surnames = {stripped(second) for _, second in named_pairs(expect.grounds, expect.source_code)}
    for first, second in named_pairs(answer, expect.wanted):
        is_name = naming.is_given(first, expect.wanted) or naming.may_be_given(first) or _is_no_trade(first, expect)
        if stripped(second) in surnames and is_name and stripped(first) not in there:
            yield first


def _is_no_trade(word: str, expect: Expect) -> bool:
    """A capital before a surname that is neither a title, nor looks like what somebody does or where one is from."""
    ends = naming.trade_ends(expect.wanted)
    if not ends or naming.is_no_name(word, expect.wanted) or naming.is_title(word):
        return False
    bare = stripped(unelided(word))
    return (
        word.istitle() and bare not in expect.grounds.lower() and not bare.rstrip("s").removesuffix("e").endswith(ends)
    )


def named_pairs(text: str, language: str) -> Iterator[tuple[str, str]]:
    for run in runs(text, language):
        if run.in_headline and language != "de":
            continue
        for first, second in zip(run.tokens, run.tokens[1:], strict=False):
            if not naming.is_title(first) and not naming.is_no_name(second, language):
                yield first, second


def _sayers(answer: str, expect: Expect) -> Iterator[str]:
    """Who says something, where the name begins a sentence or has no article before it."""
    says = _SAYS.get(expect.wanted, "")
    if not says:
        return
    name = r"([A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*)"
    for sentence in sentences(plain(answer)):
        found = [
            match.group(1)
            for match in re.finditer(rf"(?<!\w)(?i:{says})\s+{name}(?=\s*(?:[,.;:!?]|$|\s[a-zäöü]))", sentence)
        ]
        if expect.wanted == "en" and (match := re.match(rf"{name}\s+(?:said|says|explains|adds|warns)\b", sentence)):
            found.append(match.group(1))
        if expect.wanted == "de" and _SAID_TO.search(sentence):
            continue
        yield from (word for word in found if _may_name(word, expect.wanted))


def _may_name(word: str, language: str) -> bool:
    if naming.is_no_name(word, language) or naming.is_title(word) or len(word) < LEAST:
        return False
    if language == "de":
        return not (_COMMON.search(word) or nouns.is_noun(word))
    return not (language == "en" and word.endswith(("s", "body", "one", "ment")))


def _in_place(answer: str, expect: Expect, there: frozenset[str]) -> Iterator[str]:
    """German: behind the same bare preposition, before the same word, stands another noun."""
    given = {(m.group(1), m.group(3).strip()): m.group(2) for m in _BARE.finditer(plain(expect.grounds))}
    mine = naming.words(answer)
    for match in _BARE.finditer(plain(answer)):
        before = given.get((match.group(1), match.group(3).strip()))
        new = stripped(match.group(2))
        if before and (new.startswith(stripped(before)) or stripped(before).startswith(new)):
            continue  # nach Angabe, nach Angaben
        if before and stripped(before) not in mine and new not in there:
            yield match.group(2)
