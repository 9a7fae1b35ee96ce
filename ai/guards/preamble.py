"""preamble: the answer is the text itself, without an opening to the asker, an offer at the end, or a wrapping."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from ai.guards import announced, asides, remarks, talk
from ai.guards.phrases import any_of
from ai.guards.quotes import quotations
from ai.guards.reading import folded, lowered, plain, sentences
from ai.guards.verdicts import Expect, Verdict, strings

ID = "preamble"
BEGINS = "The answer begins by talking to the asker instead of with the text itself."
_THANKS = re.compile(r"\b(?:thank|dank|merci|gracias|grazie|obrigad|tack|tak|dziękuj|kiitos)")
_CAPITAL = re.compile(r"(?<=\s)[^\W\d_a-zà-ÿ][^\W\d_]{2,}")
ENDS = "The answer ends by talking to the asker."
_LEAD = r"\A[\s*_#>\"'“„»«¡¿「『‘(\[-]*"
_COLON = r"\s*(?:\*\*|__|\))?\s*[:：]"
_CLAUSE = r"[^\n.!?。！？]{0,90}?"
_QUOTES = (
    r"\"[^\"\n]+\"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|»[^«\n]+«|'[^'\n]+'|「[^」\n]+」|『[^』\n]+』"
    r"|‘[^’\n]+’|”[^”\n]+”|《[^》\n]+》"
)
_HEADING = re.compile(r"\A(?:#{1,6}\s[^\n]*|<h\d[^\n]*?</h\d>)\s*")
_SELF = re.compile(
    r"\b(?:as an ai\b|as a (?:large )?language model"
    r"|i(?:['’]m| am) (?:just |only )?an? (?:ai|language model)|my (?:knowledge cut-?off|training data)"
    r"|als (?:ki|sprachmodell|ki-modell)\b(?=[ ,](?:kann|habe|bin|darf|ich))"
    r"|en tant qu['’](?:ia|intelligence artificielle)|en tant que modèle de langage"
    r"|como (?:una? )?(?:ia|inteligencia artificial|modelo de lenguaje)[, ](?:no|yo))"
)
BEHIND = 16  # characters
_TAGS = re.compile(r"\A(?:<[a-z][^<>]{0,300}>\s*)+", re.IGNORECASE)
_QUOTED = re.compile(rf"\A(?:{_QUOTES})\Z")
_MARKED = re.compile(r"\A(?:\*\*[^*\n]+\*\*|__[^_\n]+__|\*[^*\n]+\*|`[^`\n]+`|#{1,6}\s+[^\n]+)\Z")
_THOUGHT = re.compile(
    r"<(/?)(?:think|thinking|thought|reasoning|reflection|scratchpad|analysis|answer|output|response)>|◁think▷"
    r"|\A(?:let['’]s think|thought:|reasoning:|final answer)",
    re.I,
)
_GAP = re.compile(
    r"\[(?:your|insert|name of|add|enter|ihr|hier|name|votre|insérer|su |tu |inserire|x{2,}|placeholder|tbd|todo)\b"
    r"[^\]\n]{0,60}\](?!\()",
    re.I,
)
_FENCED = re.compile(r"\A(?:```|~~~)|(?:```|~~~)\Z")
# The beginning of an object that is not closed, or is followed by more; alt="A harbour in winter".
_KEYED = re.compile(r"\A\{\s{0,9}[\"'][a-z_ ]{2,30}[\"']\s{0,3}:\s{0,3}[\"'\[{]", re.I)
_ASSIGNED = re.compile(
    r"\A\W{0,3}(?:[a-z]{2,12}[_-])?(?:alt(?:[-_ ]?te?xt)?|title|titel|titre|title|summary|text|content|output|answer"
    r"|result|response|html|description|headline|caption|translation)\s{0,3}=\s{0,3}[\"'“„«`]",
    re.I,
)
_ALTERNATIVES = re.compile(
    r"(?:^|\n)[ \t*_#-]*(?:option|version|variante?|variant|alternative|opción|opzione|opção|вариант|варіант|选项|版本"
    r"|案|옵션)\s*(?:\d|[abc])\b",
    re.I,
)
_OR_ELSE = re.compile(
    r"(?:[–—;,(-]\s?|\n-*\s*)(?:or|oder|ou|o|of|oppure|alternatively|alternativ)\b,?\s?(?:if you"
    r"|(?:falls|wenn) (?:du|sie|ihr)|si (?:vous|tu|lo|la|prefier)|se (?:prefer|vuoi)|als (?:je|u)"
    r"|shorter|longer|kürzer|knapper|länger|plus court|más cort|più breve|korter)[^:\n]{0,50}:"
    r"|\n-*\s*(?:alternative(?: version)?|alternatively|alternativ|alternative fassung|variante)\s?:"
)


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    pieces = [text] if data is None else list(strings(data))
    known = folded(expect.source)
    for piece in pieces:
        if fault := next(_faults(piece.strip(), known, expect, is_json=data is not None), ""):
            return Verdict(ID, False, fault)
    if said := next(_said_of_the_work(text, data, expect), ""):
        return Verdict(ID, False, f"The answer speaks of the work instead of its subject: “{said[:80]}”.")
    return Verdict(ID, True) if pieces else None


def _said_of_the_work(text: str, data: Any, expect: Expect) -> Iterator[str]:
    yield from remarks.remarks(text, data, expect)
    yield from asides.remarks(text, data, expect)
    if data is None:
        yield from announced.before(text, expect)
        yield from announced.anywhere(text, expect)


def _faults(text: str, known: str, expect: Expect, *, is_json: bool) -> Iterator[str]:
    if not text:
        return
    if _THOUGHT.search(text) and "<think" not in known:
        yield "The answer contains thoughts beside the text."
    if _is_new(_SELF.search(lowered(plain(text))), known):
        yield "The answer talks of itself as of a model."
    if any(_is_new_opening(lowered(part[:600]), known) for part in _openings(text)):
        yield BEGINS
    if not is_json:
        yield from () if _asks_at_the_end(text, expect) else _last_faults(text, known, expect)
    elif "persons" in expect.grounded and _is_new(_offer().search(lowered(text)), known):
        yield ENDS
    if not is_json and (said := next(talk.to_the_asker(text, expect), "")):
        yield f"The answer talks to the asker: “{said[:80]}”."
    if (gap := _GAP.search(text)) and folded(gap.group()) not in known:
        yield f"The answer has a gap to fill in: {gap.group()}."
    yield from _wrappings(text, expect, is_json=is_json)


def _openings(text: str) -> tuple[str, ...]:
    """The text, what stands behind its first heading, and what stands in its first tags."""
    return text, _HEADING.sub("", text, count=1), *([_TAGS.sub("", text, count=1)] if text.startswith("<") else [])


def _asks_at_the_end(text: str, expect: Expect) -> bool:
    """A translation that ends with the question, or the thanks, that the text ends with."""
    mine, theirs = (lowered(plain(it)).rstrip(" )\"”“'\n")[-260:] for it in (text, expect.source))
    if expect.wanted == expect.source_code or not theirs:
        return False
    return (
        mine.endswith("?") and theirs.endswith("?") or bool(_THANKS.search(mine[-60:]) and _THANKS.search(theirs[-60:]))
    )


def _has_contact(text: str, expect: Expect) -> bool:
    """Whether the last sentence names somebody of the text: readers may write to Burak as well."""
    if expect.wanted == "de":
        return False  # where nouns have capitals
    last = next(reversed(sentences(plain(text))), "")
    return any(name in expect.source for name in _CAPITAL.findall(last))


def _last_faults(text: str, known: str, expect: Expect) -> Iterator[str]:
    lines = [line for line in lowered(plain(text, code=True)).split("\n") if line.strip()]
    last = lines[-1][-400:] if lines else ""
    first = lines[0][:400] if lines else ""
    if _is_new(_offer().search(last[-260:]), known) and not _stands_in_quotes(last) and not _has_contact(text, expect):
        yield ENDS
    if _is_new(_count().search(last), known):
        yield "The answer tells its own length."
    if _is_new(_wish().search(last), known) or _is_new(_aside().search(lowered(plain(text))), known):
        yield "The answer carries a remark to the asker."
    if _is_new(_review().search(last), known):
        yield "The answer praises itself."
    if any(_is_new(_remark().search(line), known) for line in (first, *lines[-3:])):
        yield "The answer carries a remark to the asker."


def _wrappings(text: str, expect: Expect, *, is_json: bool) -> Iterator[str]:
    if text.startswith(("```", "~~~")) and not _FENCED.match(expect.source.strip()):
        yield "The answer is wrapped in a code block."
    is_said = _QUOTED.match(text) and _bare(text) in map(_bare, quotations(expect.source))
    if _QUOTED.match(text) and not is_said and not expect.source.lstrip().startswith(tuple('"“„«‘”「『›‹')):
        yield "The answer is wrapped in quotation marks."
    if expect.plain and _MARKED.match(text):
        yield "The answer is wrapped in marks of Markdown."
    if _is_new(_OR_ELSE.search(lowered(text)), folded(expect.source)):
        yield "The answer gives several versions; one is wanted."
    if len(_ALTERNATIVES.findall(text)) > 1 and len(_ALTERNATIVES.findall(expect.source)) < 2:
        yield "The answer gives several versions; one is wanted."
    if not is_json and expect.schema is None and text[0] in "{[" and (_is_json(text) or _KEYED.match(text)):
        yield "The answer is wrapped in JSON."
    if _ASSIGNED.match(text) and not _ASSIGNED.match(expect.source.strip()):
        yield "The answer is wrapped in an attribute."


def _bare(text: str) -> str:
    return folded(text).strip(" .,!?\"'“”„«»‘’")


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _is_new_opening(text: str, known: str) -> bool:
    """An opening that is not the text's own: it stands in the text given with the words behind it, or it begins one of
    its lines."""
    match = _opening().match(text)
    if not match:
        return False
    said = folded(match.group().strip())
    behind = folded(text[match.start() : match.end() + BEHIND]).strip().rpartition(" ")[0]
    own = said in known and (behind in known or re.search(rf"(?:^|\n)\W*{re.escape(said)}", known))
    return not own


def _is_new(match: re.Match[str] | None, known: str) -> bool:
    """What stands so in the text that was given may stand in the answer."""
    return bool(match) and folded(match.group().strip()) not in known  # type: ignore[union-attr]


def _stands_in_quotes(line: str) -> bool:
    """A line of dialogue: what sounds like an offer is said by somebody in the text."""
    return bool(re.search(r"[“„«»\"「].{3,}[”“»«\"」]", line))


@cache
def _opening() -> re.Pattern[str]:
    """How an answer begins that talks. Agreement needs a mark behind it that no headline has, or goes on as talk."""
    agrees, wide_agrees = any_of("AGREES"), any_of("WIDE_AGREES")
    presents = any_of("PRESENTS")
    things = any_of("THINGS")
    wide_presents, wide_things = any_of("WIDE_PRESENTS"), any_of("WIDE_THINGS")
    speaks = any_of("SPEAKS")
    goes_on = f"{wide_presents}|{wide_things}|这|我|それ|では|제|여기|다음|요약|번역"
    labels, wide_labels = any_of("LABELS"), any_of("WIDE_LABELS")
    return re.compile(
        rf"""{_LEAD}(?:
            (?:{agrees}\s*[,،]\s*){{0,2}}{agrees}\s*(?:[!！।]|[,.،:—–-]+\s*(?=(?:{presents}|{speaks})\b)|[.:,،…]*\s*\n)
          | {wide_agrees}\s*(?:[!！]|[,，、。.:：]\s*(?={goes_on})|[。.:：]?\s*\n)
          | (?:{agrees}\s*[,.،!:—–-]*\s*|[^\n!.。！]{{1,25}}[!！]\s*)?
            {presents}\b{_CLAUSE}\b{things}(?!\w){_CLAUSE}(?:[:：\n]|[.。।]\s*\n)
          | (?:{wide_agrees}[,，、。!！\s]*)?{wide_presents}[^\n]{{0,40}}?{wide_things}
            [^\n]{{0,30}}?(?:[:：\n]|[。.]\s*\n)
          | {wide_things}[은는이가を은]?[^\n]{{0,10}}(?:다음과\ 같|以下の(?:通り|とおり)|如下)[^\n]{{0,12}}[:：。.\n]
          | here\ you\ (?:go|are)\b
          | {any_of("DID")}
          | {any_of("OPENS")}
          | {any_of("REFUSES")}(?!\w) | {any_of("WIDE_REFUSES")}
          | {labels}{_COLON}(?!//) | {wide_labels}\s*[:：]
        )""",
        re.VERBOSE,
    )


@cache
def _offer() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w){any_of('OFFERS')}|{any_of('WIDE_OFFERS')})[^\n]*\Z")


@cache
def _count() -> re.Pattern[str]:
    counts = any_of("COUNTS")
    said = r"(?:word|character|wort|zeichen)\w*[ -]?(?:count|anzahl|zahl)?\s*[:：]\s*\d+"
    return re.compile(
        rf"[(\[（【*_-]\s*(?:[^()\[\]（）\n]{{0,30}}\s)?(?:\d+\s*{counts}|{said}|{counts}数?\s*[:：]\s*\d+)"
        rf"[^()\n]{{0,20}}[)\]）】*_]?\s*\Z"
        rf"|\A\s*(?:word|character)s?(?:\s+count)?\s*[:：]\s*\d+|\A\s*{counts}\s*[:：]\s*\d+"
    )


@cache
def _remark() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\A|(?<=[.!?…”\"»]))[\s*_(\[（-]*(?:(?:{any_of('NOTES')}|p\.?s\.?)(?:\*\*)?\s*[:：—–-](?:\*\*)?[^\n]*?(?<!\w)(?:{any_of('ABOUT_WORK')}|{any_of('THINGS')})(?!\w)"
        rf"|{any_of('WIDE_NOTES')}\s*[:：][^\n]*(?:{any_of('WIDE_ABOUT_WORK')})"
        rf"|{any_of('DID')})"
    )


@cache
def _review() -> re.Pattern[str]:
    """This version has the right length and the keyword."""
    return re.compile(
        rf"(?:^|[.!?(\[]\s*){any_of('REVIEWS')}\b[^.\n]{{0,120}}?(?<!\w){any_of('MERITS')}\b[^\n]{{0,120}}\Z"
    )


@cache
def _wish() -> re.Pattern[str]:
    """What was asked for, in brackets at the end: (one headline only, no quotation marks)."""
    return re.compile(rf"[(\[][^()\[\]\n]{{0,120}}\b{any_of('WISHES')}\b[^()\[\]\n]{{0,120}}[)\]]\s*\Z")


@cache
def _aside() -> re.Pattern[str]:
    """In square brackets, anywhere: [I kept it short, since the original gives no motive]."""
    return re.compile(
        r"\[(?:i|ich|je|j['’]ai|he|ho|ik|jag|jeg|eu|note|hinweis|anmerkung|remarque|nota)\b[^\[\]\n]{0,120}?"
        rf"(?<!\w)(?:{any_of('ABOUT_WORK')})(?!\w)[^\[\]\n]{{0,160}}\](?!\()"
    )
