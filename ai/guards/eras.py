"""Decades and centuries by name: the sixties, los años sesenta, il Quattrocento, the 1700s."""

import re
from collections.abc import Iterator

from ai.guards import numerals

_TENS = {
    "en": r"\b(?P<word>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
    "de": r"\b(?P<word>zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)er"
    r"(?:n\b|[ -]?jahre\w*)",
    "fr": r"\bannées (?P<word>vingt|trente|quarante|cinquante|soixante-dix|soixante|quatre-vingt-dix|quatre-vingts?)\b",
    "es": r"\b(?:años|en los(?=\s\w+(?:[.,;:!?]|$| y | que | como )))"
    r" (?P<word>veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)\b",
    "it": r"\banni (?P<word>venti|trenta|quaranta|cinquanta|sessanta|settanta|ottanta|novanta)\b",
    "pt": r"\banos (?P<word>vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa)\b",
    "nl": r"\bjaren (?P<word>twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)\b",
    "pl": r"\blat(?:a|ach|ami)? (?P<word>dwudziest|trzydziest|czterdziest|pięćdziesiąt|sześćdziesiąt|siedemdziesiąt"
    r"|osiemdziesiąt|dziewięćdziesiąt)(?:e|ych|ymi)\b",
    "sv": r"\b(?P<word>tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio)talet\b",
}
# 1960s, 1960er, '60s, années 60; 1700s are the eighteenth century.
_DIGITS = re.compile(
    r"(?<![\d.,])(?P<year>1[0-9]\d0|20\d0)(?:['’]?s\b|ern?\b|-?talet\b|-tallet\b)"
    r"|(?:\b(?:années|años|anni|anos|jaren)\s['’]?|(?<!\d)['’])(?P<two>[2-9]0)(?:s\b|er\b)?(?!\d)"
    r"|\b(?P<short>[2-9]0)(?:s\b|ern\b|er[ -]jahre\w*)",
    re.I,
)
_SECOLI = {
    "duecento": 13, "trecento": 14, "quattrocento": 15, "cinquecento": 16, "seicento": 17, "settecento": 18,
    "ottocento": 19, "novecento": 20,
}  # fmt: skip
_ITALIAN = re.compile(
    r"(?:(?<=\b[Nn]el )|(?<=\b[Dd]el )|(?<=\b[Ii]l )|(?<=\b[Aa]l )|(?<=\b[Dd]al )|(?<=\b[Ss]ul )"
    r"|(?<=\b(?:tardo|primo) )|(?<=l['’]))[DTQCSON]\w+cento\b"
)
_ITALIAN_YEARS = re.compile(
    r"\banni (venti|trenta|quaranta|cinquanta|sessanta|settanta|ottanta|novanta) del(?:l['’]| )([dtqcson]\w+cento)\b",
    re.I,
)
_ENGLISH = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip
_POLISH = {
    "dwudziest": 20, "trzydziest": 30, "czterdziest": 40, "pięćdziesiąt": 50, "sześćdziesiąt": 60, "siedemdziesiąt": 70,
    "osiemdziesiąt": 80, "dziewięćdziesiąt": 90,
}  # fmt: skip
# Before Christ, and after: 4th century BC, IV secolo d.C.
_BEFORE = re.compile(
    r"\bB\.?C\.?(?:E\b\.?)?(?!\w)|(?i:\bv\. ?(?:chr|u\. ?z)\.|vor (?:christus|unserer zeit)|av\. ?j\.[- –]?c\."
    r"|avant (?:j\.|jésus|notre ère)|\ba\. ?c\.|antes de cristo|avanti cristo|voor christus"
    r"|\bp\. ?n\. ?e\.|przed chr|przed naszą erą|\bf\. ?kr\.|före kristus"
    r"|før kristus|\bmö\b|до н\. ?э\.|до нашей эры)|紀元前|公元前|기원전"
)
_AFTER = re.compile(
    r"\bA\.?D\b\.?|\bC\.?E\b\.?(?!\w)|(?i:\bn\. ?(?:chr|u\. ?z)\.|nach christus|ap\. ?j\.[- –]?c\.|après (?:j\.|jésus)"
    r"|\bd\. ?c\.|después de cristo|depois de cristo|dopo cristo|na christus"
    r"|\bn\. ?e\.|po chr|naszej ery|\be\. ?kr\.|efter kristus)"
)


def is_other_era(answer: str, source: str) -> bool:
    """Before Christ became after, or the other way round."""
    mine, given = ((bool(_BEFORE.search(text)), bool(_AFTER.search(text))) for text in (answer, source))
    return any(mine) and any(given) and not (mine[0] and given[0] or mine[1] and given[1])


def eras(text: str, language: str) -> Iterator[tuple[int, int, str, frozenset[int]]]:
    """(start, end, what is written, what it may mean) of each: the sixties are 60 and 1960."""
    if language == "it":  # gli anni Novanta dell'Ottocento
        for match in list(_ITALIAN_YEARS.finditer(text)):
            century, tens = _SECOLI.get(match[2].lower(), 0), numerals.cardinals("it").get(match[1].lower(), 0)
            yield match.start(), match.end(), match.group(), frozenset({100 * (century - 1) + tens, tens})
            text = f"{text[: match.start()]}{' ' * len(match.group())}{text[match.end() :]}"
    if language in _TENS:
        for match in re.finditer(_TENS[language], text, re.I):
            word = match["word"].lower()
            known = {"en": _ENGLISH, "pl": _POLISH}.get(language) or numerals.cardinals(language)
            if tens := known.get(word) or known.get(word.removesuffix("s"), 0):
                yield match.start(), match.end(), match.group(), frozenset({tens, 1900 + tens})
    for match in _DIGITS.finditer(text):
        if year := match["year"]:
            number = int(year)
            means = {number, number % 100} if number % 100 else {number, number // 100 + 1}
            yield match.start("year"), match.end(), year, frozenset(means)
        else:
            tens = int(match["two"] or match["short"])
            yield match.start(), match.end(), match.group(), frozenset({tens, 1900 + tens})
    if language == "it":
        for match in _ITALIAN.finditer(text):
            if (named := _SECOLI.get(match.group().lower())) is not None:
                yield match.start(), match.end(), match.group(), frozenset({named, (named - 1) * 100})
