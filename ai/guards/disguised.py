"""Personal data as it is written to hide it from machines: a mail address in entities or words, a number in signs.

`bare(text)` writes them as they are commonly written, so that `secrets.py` finds them; places in the text are not kept.
"""

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

_TAG = re.compile(
    r"</?(?:span|b|i|em|strong|u|a|wbr|sup|sub|code|mark|small|font)\b[^<>]{0,500}>|<!--.{0,500}?-->", re.I
)
_HIDDEN = re.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")
_ENCODED = re.compile(r"(?<=\w)(?:%40|%2e)(?=\w)", re.I)
_SIGNS = str.maketrans(
    {"＠": "@", "﹫": "@", "．": ".", "＋": "+", "（": "(", "）": ")", "‐": "-", "‑": "-", "–": "-", "－": "-"}
)
_KANJI = {sign: str(digit) for digit, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
# 〇八〇ー五五〇一ー三七二四
_KANJI_PHONE = re.compile(
    r"(?<![〇零○一二三四五六七八九十百千万])(?:[〇零○](?:[ー―−・のノ() -]{0,2}[〇零○一二三四五六七八九]){8,10})"
    r"(?![〇零○一二三四五六七八九十百千万])"
)
_LONG_DASH = re.compile(r"(?<=\d)[ー―−](?=\d)")
# Between a character and a number that begins with a zero or a plus, and behind a number.
_BESIDE = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])(?=[0+]\d)|(?<=\d{4})(?=[\u3040-\u30ff\u3400-\u9fff])")
# Names of the sign in mail addresses, which elsewhere are a word or none, and of the dot.
_AT_WORDS = (
    "at|ät|aet|arroba|chiocciola|chiocciolina|arobase|arrobe|klammeraffe|affenschwanz|apenstaartje|apestaartje|snabel-?a|snabela"
    "|krøllalfa|alfakrøll|kanelbulle|małpa|malpa|zavináč|zavinac|kukac|miukumauku|et|arond|coadă de maimuță"
    "|собака|собачка|равлик|παπάκι|アットマーク|アット|골뱅이|艾特"
)
_DOT_WORDS = (
    "dot|punkt|punt|punto|point|ponto|prikk|prik|kropka|tečka|tecka|bodka|pont"
    "|piste|nokta|точка|крапка|τελεία|ドット|점|点"
)
_AT_BRACKETED = re.compile(rf"\s{{0,2}}[(\[{{<]\s{{0,2}}(?:@|{_AT_WORDS}|a)\s{{0,2}}[)\]}}>]\s{{0,2}}", re.I)
_DOT_BRACKETED = re.compile(rf"\s{{0,2}}[(\[{{<]\s{{0,2}}(?:\.|{_DOT_WORDS})\s{{0,2}}[)\]}}>]\s{{0,2}}", re.I)
_DOT = rf"(?:\s{{0,2}}\.\s?|\s{{1,2}}(?:{_DOT_WORDS})\s{{1,2}})"
# ingrid dot solbakk at nordlimno dot no; the early dot com years are none: a name has a dot, or mail is spoken of.
_SPOKEN_HOST = re.compile(rf"(?<=\w)@[\w-]{{2,40}}(?:\s(?:{_DOT_WORDS})\s[\w-]{{2,40}}){{1,3}}", re.I)
_SPOKEN = re.compile(
    rf"(?<![\w.])(?P<name>[\w+-]{{1,40}}(?:(?:\.|\s(?:{_DOT_WORDS})\s)[\w+-]{{1,40}}){{0,3}})\s{{1,2}}(?:{_AT_WORDS})\s{{1,2}}"
    rf"(?P<host>[\w-]{{2,40}}(?:(?:\.|\s(?:{_DOT_WORDS})\s)[\w-]{{2,40}}){{0,2}})\s(?:{_DOT_WORDS})\s(?P<end>[a-z]{{2,6}})(?!\w)",
    re.I,
)
_OF_MAIL = re.compile(
    r"mail|correo|courriel|posta|poczt|почт|пошт|メール|메일|邮箱|郵箱|adres|address|indirizzo|endereço", re.I
)
_NEAR = 40  # characters before
_ANY_DOT = re.compile(_DOT, re.I)


def bare(text: str) -> str:
    """The text with what is disguised written plainly."""
    if "&" in text:
        text = unescape(unescape(text))
    text = _HIDDEN.sub("", _TAG.sub("", text)).translate(_SIGNS)
    text = "".join(map(_ascii_digit, text)) if not text.isascii() else text
    text = _ENCODED.sub(lambda match: unquote(match.group()), text)
    text = _DOT_BRACKETED.sub(".", _AT_BRACKETED.sub("@", text))
    text = _SPOKEN_HOST.sub(lambda match: _ANY_DOT.sub(".", match.group()), _SPOKEN.sub(_address, text))
    return _BESIDE.sub(" ", _LONG_DASH.sub("-", _KANJI_PHONE.sub(_in_digits, text)))


def _address(match: re.Match[str]) -> str:
    name, host, end = match.group("name", "host", "end")
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    if not re.search(r"[.\s\d_+]", name) and not _OF_MAIL.search(before):
        return match.group()
    return f"{_ANY_DOT.sub('.', name)}@{_ANY_DOT.sub('.', host)}.{end}"


def _in_digits(match: re.Match[str]) -> str:
    digits = "".join(_KANJI.get(sign, "") for sign in match.group())
    return f"{digits[:3]}-{digits[3:]}"


def _ascii_digit(sign: str) -> str:
    if sign.isascii() or not sign.isdigit():
        return sign
    value = unicodedata.digit(sign, None)
    return sign if value is None or unicodedata.category(sign) != "Nd" else str(value)


# A street and the number of a house, in either order, or a post code and a town behind a comma.
_STREET = re.compile(
    r"(?<!\w)(?:rue|avenue|boulevard|chemin|allée|quai|impasse|street|road|lane|drive|square|court|crescent|calle|avenida|plaza"
    r"|paseo|carrer|via|viale|piazza|corso|vicolo|largo|rua|travessa|praça|ulica|ul\.|aleja|al\.|plac|os\.|place|cours"
    r"|вулиця|вул\.|улица|ул\.|проспект|straße|strasse|weg|gasse|platz)(?!\w)"
    r"|\w{3,30}(?:straße|strasse|str\.|weg|gasse|platz|allee|ufer|damm|straat|laan|plein|gracht|kade|steeg|gatan|gata|vägen"
    r"|gränd|gade|vej|allé|veien|vegen|plass|katu|tie|utca|sokağı|sokak|caddesi|bulvarı)(?!\w)"
    r"|\w{2,20} (?:sokağı|sokak|caddesi|utca|út|sok\.|cad\.)(?!\w)|丁目|番地",
    re.I,
)
_HOUSE = re.compile(
    r"(?<![\w.,/-])(?<!\b[A-Z] )(?:n\.?\s?[ºo°]\s?|no\.?\s?|nr\.?\s?)?\d{1,4}\s?(?:bis|ter|[a-zA-Z])?(?![\w.-])"
    r"|\d{1,4}(?:丁目|番)",
    re.I,
)
_POST_CODE = re.compile(r",\s(?:[A-Z]{1,2}-)?\d{2,3}[ -]?\d{2,3}\s\w|,\s[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}\b")


def is_address(text: str) -> bool:
    """Where somebody lives: a street with the number of a house, or with a post code."""
    return bool(_POST_CODE.search(text) and re.search(r"\d", text.split(",")[0])) or bool(
        (_STREET.search(text) or "番" in text) and _HOUSE.search(text)
    )
