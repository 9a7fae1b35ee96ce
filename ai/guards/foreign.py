"""Sentences, headings, cells, captions, descriptions and quotations of an answer that are in another language than it.

A few words have too few letters for statistics alone: the commonest words of the languages are asked as well
(`guards/everyday.py`). What the text itself has in a foreign language may stay; what was to be translated may
not, except titles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ai.guards import everyday, identity, languages
from ai.guards.reading import plain, sentences
from ai.guards.scripts import count, letters
from ai.guards.verdicts import Expect

LEAST_WORDS = 4  # fewer are names, brands and short headings, which are alike in many languages
MOST_PART = 6  # words of a part of a sentence that may be left as it was: a title or an institution
MOST_TITLE = {"en": 6}  # words of a quoted or emphasised title in small letters; English ones have capitals
MOST_TITLE_ELSEWHERE = 9
MOST_TITLE_LETTERS = 60
LEAST_SHORT = 2  # words of a heading or a cell
LEAST_SMALL = 0.5  # share of the words in small letters; the rest are names
LEAST_LEFT = 2  # words in small letters of a line that was left
RUN = 6  # words in a row within a sentence
STANDS = 0.6  # share of the pairs of words that the text has too
MOST = 40_000  # characters
LEAST_KANA = 3
LEAST_WIDE = 8  # characters of a sentence in scripts without spaces
# How much likelier (in nats) another language must be, by what its words say.
SOME_WORDS, ONE_WORD, MANY_WORDS, NO_WORD, EACH_OWN = 0.0, 8.0, 5.0, 22.0, 15.0
LEFT_NO_WORD, SHORT_ONE_WORD, SHORT_MANY_WORDS = 12.0, 12.0, 8.0

_SPOKEN = re.compile(r"\s(?:alt|title|aria-label)\s?=\s?(?:\"([^\"<>]{4,2000})\"|'([^'<>]{4,2000})')", re.I)
_MORE_BLOCKS = re.compile(r"</?(?:caption|dt|dd|dl|summary|details|label|option|aside|hr)\b[^<>]{0,2000}>", re.I)
_EMPHASISED = re.compile(
    r"<(em|i|cite|q)\b[^<>]{0,300}>([^<]{4,300})</\1>|(?<![*\w])\*([^*\n]{4,300})\*(?![*\w])", re.I
)
_ROW = re.compile(r"^[ \t]*\|[^\n]*\|[ \t]*$", re.MULTILINE)
# Places for values, and names of code.
_HOLDER = re.compile(
    r"\{\{[^{}]{0,200}\}\}|\{%[^{}]{0,200}%\}|\[\[[^\[\]]{0,200}\]\]|%\(\w{1,40}\)s|\b[A-Za-z]{1,40}_\w{1,60}|\b\w{1,60}\(\)"
)
_PART = re.compile(r"[,;:–—)…]\s|\s[–—(-]\s?")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’]{1,60}(?:[ ,;:.!?()“”\"«»–—-]{1,4}[A-Za-zÀ-ɏḀ-ỿ'’]{1,60}){3,400}")
# Words of a script with what stands between them; Japanese and Chinese characters are one.
_RUNS = {
    **{
        name: re.compile(rf"[{letters(name)}][{letters(name)}\s\d,.;:!?'’()“”«»-]{{10,2000}}")
        for name in ("cyrillic", "greek", "arabic", "hebrew", "devanagari", "hangul")
    },
    "ja": re.compile(rf"[{letters('kana')}{letters('han')}、。・「」]{{8,2000}}"),
    "han": re.compile(rf"[{letters('han')}，、。；：]{{8,2000}}"),
    "thai": re.compile(rf"[{letters('thai')} ]{{8,2000}}"),
}
_WIDE_SCRIPTS = ("han", "thai")


@dataclass(frozen=True)
class Piece:
    text: str
    is_title: bool = False  # it stands in quotation marks or is emphasised
    is_part: bool = False  # of a sentence


def found(text: str, wanted: str, expect: Expect) -> str:
    """The code of another language (or the script) that a piece of the answer is in, or ''."""
    given = plain(_spelt_out(expect.grounds))
    source = identity.known_as(expect.source_code)
    is_translation = wanted != source
    lines = frozenset(piece.text for piece in pieces(expect.source[:MOST])) if is_translation else frozenset()
    if other := _short(text[:MOST], wanted, expect):
        return other
    for piece in pieces(text[:MOST]):
        if piece.text in lines and not piece.is_title and not piece.is_part and _is_left(piece.text, source, wanted):
            return source
        for other, run in _runs(piece, wanted):
            is_left = is_translation and other == source
            if not _may_stay(run, given, is_left=is_left, most=_most_title(other)):
                return other
        for script, run in _other_scripts(piece, wanted):
            is_left = is_translation and script in (source, *languages.scripts_of(source))
            if not _may_stay(run, given, is_left=is_left, most=MOST_TITLE_ELSEWHERE):
                return script
    return ""


def _short(text: str, wanted: str, expect: Expect) -> str:
    """The language of a heading, caption, cell, entry or sentence of two or three words that is in another one."""
    if not everyday.is_known(wanted):
        return ""
    given, source = plain(_spelt_out(expect.grounds)), identity.known_as(expect.source_code)
    theirs = frozenset(_lines(expect.source[:MOST]))
    for one in dict.fromkeys(
        (*_lines(text[:MOST]), *sentences(identity.QUOTATION.sub(" , ", "\n".join(_lines(text)))))
    ):
        words = identity.tokens(one)
        small = _small(words)
        if not LEAST_SHORT <= len(small) < LEAST_WORDS or len(small) < LEAST_SMALL * len(words):
            continue
        if wanted != source and one in theirs:
            if small == words and _is_short_other(small, source, wanted, least=2):
                return source
        elif len(small) > LEAST_SHORT and not _stands_in(one, given):
            least = 1 if wanted == source else 2  # a translation names dishes and works in other languages
            for other in everyday.others(wanted):
                if _is_short_other(small, other, wanted, least=least):
                    return other
    return ""


def _is_short_other(small: list[str], other: str, wanted: str, *, least: int) -> bool:
    """No everyday word of the wanted language; with one of the other alone its letters must be surer."""
    theirs, own = everyday.shares(_told(small), wanted, other)
    if own or theirs < least or not everyday.is_known(other):
        return False
    surely = SHORT_MANY_WORDS if theirs > 1 else SHORT_ONE_WORD
    return identity.lead_of(" ".join(small), other, wanted) > surely


def _lines(text: str) -> list[str]:
    return [block for line in plain(_spelt_out(text)).split("\n") if (block := line.strip())]


def pieces(text: str) -> Iterator[Piece]:
    """What stands alone, then what is quoted or emphasised, then parts of sentences."""
    whole = _spelt_out(text)
    titles = [match.group(2) or match.group(3) for match in _EMPHASISED.finditer(whole)]
    read = plain(_EMPHASISED.sub(" , ", whole))
    titles += [match.group()[1:-1] for match in identity.QUOTATION.finditer(read)]
    rest = sentences(identity.QUOTATION.sub(" , ", read))
    yield from (Piece(one) for one in rest)
    yield from (Piece(one, is_title=True) for title in titles for one in sentences(plain(title)))
    for one in rest:
        parts = _PART.split(one)
        if len(parts) > 1:
            yield from (Piece(part, is_part=True) for part in parts)


def _runs(piece: Piece, wanted: str) -> Iterator[tuple[str, Piece]]:
    """(language, what is in it): the piece, or words in a row within a longer one."""
    if other := other_language(piece.text, wanted):
        yield other, piece
    elif not piece.is_part and not piece.is_title:
        words = identity.tokens(piece.text)
        for start in range(len(words) - RUN if everyday.is_known(wanted) else 0):
            if other := _other_of_run(words[start : start + RUN], wanted, is_start=start == 0):
                yield other, Piece(" ".join(words[start : start + RUN]), is_part=True)


def other_language(text: str, wanted: str) -> str:
    """The code of another language that a few words in the same script are in, or ''."""
    if wanted == "sr" and not count(text, "cyrillic"):
        wanted = "hr"
    words = identity.tokens(text)
    small = _small(words)
    if len(small) < LEAST_WORDS or len(small) < LEAST_SMALL * len(words) or not everyday.is_known(wanted):
        return ""
    bare, told = " ".join(small), _told(small)
    outside = told - _within_names(words)
    best = ("", 0.0)
    for other in everyday.others(wanted):
        theirs, own = everyday.shares(told, wanted, other)
        if theirs < 2 and own > 2:
            continue
        if theirs == 1 and other != "de" and not everyday.shares(outside, wanted, other).theirs:
            continue
        lead = identity.lead_of(bare, other, wanted)
        if _is_other(theirs, own, lead) and lead > best[1]:
            best = (other, lead)
    return best[0]


def _other_of_run(words: list[str], wanted: str, *, is_start: bool) -> str:
    """The code of another language that words in a row are in; names and titles have fewer small words in a row."""
    small = _small(words) if is_start else [word for word in words if not word[0].isupper()]
    if len(small) < LEAST_WORDS:
        return ""
    told = _told(small)
    least = 2 if len(small) >= RUN - 1 else 3
    for other in everyday.others_with(told, wanted, least):
        if not everyday.shares(told, wanted, other).own and identity.lead_of(" ".join(small), other, wanted) > ONE_WORD:
            return other
    return ""


def _is_left(text: str, source: str, wanted: str) -> bool:
    """Whether a line that the text has letter for letter is words of its language, and no name or title."""
    words = identity.tokens(text)
    told = _told(words)
    # Orchestra di Foligno, Chiostro di San Domenico; in German every noun has a capital.
    within = _within_names(words) if source != "de" else frozenset()
    small = [word for word in words[1:] if word.islower() and not _told([word]) & within]
    if len(words) < LEAST_WORDS or not everyday.is_known(wanted) or not everyday.is_known(source):
        return False
    if len(small) < LEAST_LEFT or everyday.count(_told(small), source) == len(set(small)):
        return False
    theirs, own = everyday.shares(told, wanted, source)
    lead = identity.lead_of(text, source, wanted)
    if theirs and not own:
        return lead > 0
    return len(small) > LEAST_LEFT and lead > LEFT_NO_WORD + EACH_OWN * own


def _within_names(words: list[str]) -> frozenset[str]:
    """Small words between two with capitals: Save the Children."""
    threes = zip(words, words[1:], words[2:], strict=False)
    return _told([word for one, word, other in threes if one[0].isupper() and other[0].isupper()])


def _small(words: list[str]) -> list[str]:
    """The words in small letters, and the first."""
    return [word for place, word in enumerate(words) if place == 0 or not word[0].isupper()]


def _is_other(theirs: int, own: int, lead: float) -> bool:
    if own == 0 and theirs:
        return lead > (SOME_WORDS if theirs > 1 else ONE_WORD)
    if theirs > 2 and theirs >= 3 * own:
        return lead > MANY_WORDS
    return lead > NO_WORD + EACH_OWN * own


def _other_scripts(piece: Piece, wanted: str) -> Iterator[tuple[str, Piece]]:
    """(language or script, run): what is a sentence in letters that the wanted language is not written in."""
    own = languages.scripts_of(wanted)
    if not own:
        return
    if "latin" not in own:
        for run in _LATIN.findall(piece.text):
            if code := _latin_sentence(run):
                yield code, _run(run, piece)
    for script, pattern in _RUNS.items():
        if script not in own and not (script == "ja" and "kana" in own):
            yield from ((script, _run(run, piece)) for run in pattern.findall(piece.text) if _is_sentence(run, script))


def _run(run: str, piece: Piece) -> Piece:
    is_whole = 2 * sum(map(str.isalpha, run)) > sum(map(str.isalpha, piece.text))
    return Piece(run.strip(" 、。・「」，；：.,;:!?()"), piece.is_title, piece.is_part or not is_whole)


def _latin_sentence(run: str) -> str:
    """The language of Latin words within another script; names and titles in capitals are none."""
    words = [word for word in identity.tokens(run) if word.islower()]
    if len(words) < LEAST_WORDS or len(words) < LEAST_SMALL * len(identity.tokens(run)):
        return ""
    best = identity.best_of(run, ("en", *everyday.others("en")))
    return best if everyday.count(_told(words), best) > 1 else ""


def _is_sentence(run: str, script: str) -> bool:
    if script == "ja":
        return count(run, "kana") >= LEAST_KANA and count(run, "kana") + count(run, "han") >= LEAST_WIDE
    if script in _WIDE_SCRIPTS:
        return count(run, script) >= LEAST_WIDE
    return sum(1 for word in identity.tokens(run) if not word[0].isupper()) >= LEAST_WORDS


def _may_stay(piece: Piece, given: str, *, is_left: bool, most: int) -> bool:
    """The text has it too, and it was not to be translated; of what was, titles of works may stay."""
    if not _stands_in(piece.text, given):
        return False
    if not is_left:
        return True
    tokens = identity.tokens(piece.text)
    small = _told([word for word in tokens if word.islower()])
    if small and not small - _within_names(tokens):
        return True  # names, and what stands between them
    words = len(tokens)
    if words < LEAST_WORDS and piece.is_part or piece.is_title:  # scripts without spaces have one word
        return words <= most and len(piece.text) <= MOST_TITLE_LETTERS
    return piece.is_part and words <= MOST_PART


def _most_title(code: str) -> int:
    return MOST_TITLE.get(code, MOST_TITLE_ELSEWHERE)


def _stands_in(text: str, given: str) -> bool:
    pairs = _pairs(text)
    if not pairs:
        return text in given
    return len(pairs & _pairs(given)) >= STANDS * len(pairs)


def _told(words: list[str]) -> frozenset[str]:
    return frozenset(word.lower().replace("’", "'") for word in words)


@lru_cache(maxsize=64)
def _pairs(text: str) -> frozenset[tuple[str, str]]:
    words = [word.lower() for word in identity.tokens(text)]
    return frozenset(zip(words, words[1:], strict=False))


def _spelt_out(text: str) -> str:
    """With the descriptions of pictures and links as lines of their own, and every block a line."""
    spoken = [match.group(1) or match.group(2) for match in _SPOKEN.finditer(text)]
    rows = _ROW.sub(lambda match: match.group().replace("|", "\n"), text)
    return _HOLDER.sub(" ", _MORE_BLOCKS.sub("\n", rows)) + "".join(f"\n{one}" for one in spoken)
