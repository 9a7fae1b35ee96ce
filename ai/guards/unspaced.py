"""Names in scripts without capitals: those beside a title."""

import re
from collections.abc import Iterator

from ai.guards import languages, naming
from ai.guards.reading import LETTER, plain
from ai.guards.verdicts import Expect

# A surname and two syllables, of which the last is none that marks the part of a sentence.
_KOREAN = (
    "([김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원]"
    "[가-힣](?![은는이가을를의에과와])[가-힣])"
)
_HAN = r"[\u4e00-\u9fff]"
_AFTER_NAME = (
    r"(?=说|表示|称|指出|认为|介绍|宣布|透露|强调|告诉|在|将|是|和|与|向|对|的|说道|[，。、：,.:;；！]|\s|\d|于|表|$)"
)


def names_in(text: str, language: str) -> list[str]:
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
        found += re.findall(rf"(?<![가-힣]){_KOREAN}\s[가-힣]{{2,4}}?(?:{after})", read)  # 김도연 한솔시장
        found += re.findall(rf"(?:{before})\s{_KOREAN}(?=[은는이가을를과와의,.\s]|$)", read)
    elif before:
        pairs = re.findall(rf"(?<!\w)(?:{before})\s+({LETTER}{{2,}})", read)
        found += [name for name in pairs if not name.startswith("ال")]
    return [name for name in found if name]


def new(answer: str, expect: Expect) -> Iterator[str]:
    """Names that the text does not have."""
    known = plain(expect.grounds)
    for name in names_in(answer, expect.wanted):
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
