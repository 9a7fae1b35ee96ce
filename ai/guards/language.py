"""language: the answer is in the language that was asked for; one that cannot be told is not.

Script first, then how likely the wanted language is against the best one (`guards/identity.py`), for the whole and for
each longer sentence, so that an answer that changes its language half way is found; then each piece of a few words
(`guards/foreign.py`).
"""

import re
from typing import Any

from ai.guards import foreign, identity, languages
from ai.guards.reading import LETTER, folded, plain, sentences
from ai.guards.scripts import count, own_letters, split_letters
from ai.guards.verdicts import Expect, Verdict, prose, strings

ID = "language"
TOO_FEW = 4  # words that are no names: headings of this size exist alike in many languages
TOO_FEW_WIDE = 4  # characters, in scripts without spaces
ENOUGH = 5_000  # characters tell a language as well as a book does
MOST_FOREIGN = 0.3  # share of the text that sentences in another language may have: quotations, titles
OWN = 0.6  # share of the words that stand in the text
LEAST_TAGS = 3  # that tell a language together
LEAST_HAN = 8  # characters
LONG = 30  # letters of a sentence that can be told alone
LONG_SENTENCE = 8  # words
LEAST_WORDS = 5  # of a sentence that nobody leaves as it is by chance
SURELY_MORE = 3
LEAST_LEFT = 3  # words in small letters of a line that was left, and letters of each
# Patio de la Casa Grande, Orchestra di Foligno.
_NAMES = re.compile(
    rf"(?<!\w)[^\W\d_a-zà-ÿ]{LETTER}{{0,40}}(?:(?:\s{LETTER}{{1,5}}){{1,3}}\s[^\W\d_a-zà-ÿ]{LETTER}{{0,40}}){{1,4}}"
)
LEAST_FOREIGN = 2  # function words of the other language, and none of the wanted one


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    if not expect.language:
        return _of_tags(list(strings(data)), expect) if data is not None and "persons" in expect.grounded else None
    wanted = identity.known_as(expect.wanted)
    read = plain(prose(text, data))[:ENOUGH]
    bare = identity.without_names(read, wanted)
    fault = _script_fault(bare, read, wanted) or _whole_fault(bare, wanted) or _mixed_fault(read, wanted, expect)
    if not fault and (other := foreign.found(prose(text, data), wanted, expect)):
        fault = f"partly in “{other}”"
    if fault == identity.UNTOLD and _has_words_of_the_text(bare, expect):
        fault = ""
    if fault:
        return Verdict(ID, False, f"The answer is {fault}; it must be in “{expect.wanted}”.")
    return Verdict(ID, True, "" if wanted in languages.having("known") else "Only its script was checked.")


def _of_tags(tags: list[str], expect: Expect) -> Verdict | None:
    """Tags of words that are neither in the text nor among the site's own: too many of them in another language."""
    wanted = identity.known_as(expect.source_code)
    grounds = folded(expect.grounds)
    new = [tag for tag in tags if not any(folded(word) in grounds for word in tag.split())]
    common = [tag.lower() for tag in new]  # names would be in the text
    if not wanted or len(common) < LEAST_TAGS:
        return None
    found = identity.surely_other(", ".join(common), wanted)
    return Verdict(ID, not found, f"Tags are in “{found}”; the text is in “{expect.source_code}”." if found else "")


def _has_words_of_the_text(bare: str, expect: Expect) -> bool:
    """Lists and tables of names and nouns: their words are those of the text, which is in this language."""
    if expect.wanted != expect.source_code:
        return False
    given = {word.lower() for word in identity.tokens(plain(expect.source))}
    mine = [word.lower() for word in identity.tokens(bare)]
    return OWN * len(mine) <= sum(word in given for word in mine)


def _script_fault(bare: str, read: str, wanted: str) -> str:
    """What is written in letters that the language does not use."""
    if not languages.scripts_of(wanted):
        return ""
    own, foreign = own_letters(bare, wanted), split_letters(bare, wanted)
    if not own and not foreign:
        letters = own_letters(read, wanted) + split_letters(read, wanted)
        return "" if letters else "without words"
    if own < foreign or (own < 2 * foreign and foreign > 40):
        return "in another script"
    return ""


def _whole_fault(bare: str, wanted: str) -> str:
    own = own_letters(bare, wanted) if languages.scripts_of(wanted) else len(bare)
    few = own < TOO_FEW_WIDE if wanted in identity.WIDE else len(identity.tokens(bare)) < TOO_FEW
    return identity.fault(bare, wanted, is_short=few)


def _mixed_fault(read: str, wanted: str, expect: Expect) -> str:
    """Sentences that are surely in another language, when they are a good part of the text, or what was left as it was
    in a translation."""
    told = foreign = 0
    names: list[str] = []
    given = plain(expect.source)
    if expect.wanted != expect.source_code and any(
        _stands_untranslated(one, given, wanted, expect) for one in sentences(read)
    ):
        return f"partly in “{expect.source_code}”"
    if expect.wanted != expect.source_code and _is_partly_left(read, given, wanted, expect):
        return f"partly in “{expect.source_code}”"
    for sentence in sentences(identity.without_quotations(read)):
        if wanted == "ja" and _is_chinese(sentence, given):
            return "partly in “zh”"
        sentence = _without_names_of(given, sentence)
        letters = sum(char.isalpha() for char in sentence)
        told += letters
        if letters >= LONG or (letters >= 8 and wanted in identity.WIDE):
            found = identity.surely_other(identity.without_names(sentence, wanted), wanted)
            foreign += letters if found else 0
            names += [found] if found else []
            if found and _is_left(sentence, found, wanted, given, expect):
                return f"partly in “{found}”"
    if told and foreign > MOST_FOREIGN * told:
        return f"partly in “{names[0]}”"
    return ""


def _without_names_of(given: str, sentence: str) -> str:
    """Without the names of several words that the text has."""
    return _NAMES.sub(lambda match: " " if match.group() in given else match.group(), sentence)


def _is_chinese(sentence: str, given: str) -> bool:
    """A whole sentence without kana, with characters that Japanese does not write."""
    if sentence in given or count(sentence, "kana") or count(sentence, "han") < LEAST_HAN:
        return False
    return bool(set(languages.characters("simplified")) & set(sentence)) or sentence[-1:] == "。"


def _is_partly_left(read: str, given: str, wanted: str, expect: Expect) -> bool:
    """Whether lines that stand in the text letter for letter are surely in its language, taken together."""
    left = [
        one
        for one in sentences(identity.without_quotations(read))
        if one in given and sum(word.islower() and len(word) >= LEAST_LEFT for word in one.split()) >= LEAST_LEFT
    ]
    together = identity.without_names(" ".join(left), wanted)
    if len(together.split()) < LONG_SENTENCE:
        return False
    return identity.surely_other(together, wanted) == identity.known_as(expect.source_code)


def _stands_untranslated(sentence: str, given: str, wanted: str, expect: Expect) -> bool:
    """Letter for letter as in the text, with function words of its language and none of the wanted one."""
    if len(sentence.split()) < LEAST_WORDS or sentence not in given:
        return False
    source = identity.known_as(expect.source_code)
    own, theirs = identity.stop_words(sentence, wanted), identity.stop_words(sentence, source)
    if len(sentence.split()) >= LONG_SENTENCE and theirs > own + 1:
        return True
    return theirs >= LEAST_FOREIGN and not own


def _is_left(sentence: str, found: str, wanted: str, given: str, expect: Expect) -> bool:
    """Whether the sentence was to be translated, or comes from nowhere; a foreign one of the text may stay."""
    bare = _without_names_of(given, sentence)
    theirs, own = identity.stop_words(bare, found), identity.stop_words(bare, wanted)
    if not given or theirs < LEAST_FOREIGN or (own and theirs < own + SURELY_MORE):  # a is a word of both
        return False
    if expect.wanted == expect.source_code:
        return sentence not in given
    return found == identity.known_as(expect.source_code)
