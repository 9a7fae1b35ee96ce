"""What an instruction of a brief asks for, as far as patterns tell: a subject, a place, an example. Its words may
become a heading; they are never written as text."""

import re
from dataclasses import dataclass

_VERBS = {
    "en": r"(?:please\s+)?(?:lead|start|begin|open|close|end|finish)\s+with|(?:please\s+)?(?:also\s+)?(?:briefly\s+)?"
    r"(?:explain|describe|mention|say|tell(?:\s+\w+)?|show|include|cover|discuss|name|list|note|add|write\s+about|"
    r"talk\s+about|focus\s+on|highlight|stress|put|give|quote|cite|compare|summari[sz]e|outline|introduce|present)",
    "de": r"(?:bitte\s+)?(?:beginne?n?(?:\s+sie)?|starte?n?|schließe?n?|ende|eröffne)\s+mit|(?:bitte\s+)?"
    r"(?:erkläre?n?|erläutere?|beschreibe?n?|nenne?n?|erwähne?n?|zeige?n?|stelle?|schreibe?n?\s+über|gehe?\s+auf|"
    r"betone?|hebe?|fasse?|führe?|liste|vergleiche?|zitiere?)(?:\s+(?:sie|kurz|auch))*",
    "fr": r"(?:commencez?|ouvrez?|terminez?|finissez?)\s+(?:par|avec)|(?:expliquez?|décri(?:s|vez)|mentionnez?|"
    r"montrez?|citez?|présentez?|résumez?|comparez?|parlez?\s+de|ajoutez?)",
    "es": r"(?:empieza|empiece|comienza|comience|abre|termina|cierra)\s+(?:con|por)|(?:explica|explique|describe|"
    r"describa|menciona|mencione|muestra|cita|resume|compara|habla\s+de|añade|incluye)",
    "it": r"(?:inizia|comincia|apri|chiudi|finisci)\s+con|(?:spiega|descrivi|menziona|mostra|cita|riassumi|confronta|"
    r"parla\s+di|aggiungi|includi)",
    "nl": r"(?:begin|start|open|eindig|sluit\s+af)\s+met|(?:leg\s+uit|verklaar|beschrijf|noem|vermeld|toon|citeer|"
    r"vergelijk|vat\s+samen|schrijf\s+over)",
    "pt": r"(?:comece|começa|abra|termine|feche)\s+(?:com|por)|(?:explique|explica|descreva|mencione|mostre|cite|"
    r"resuma|compare|fale\s+de|inclua)",
    "vi": r"(?:bắt\s+đầu|mở\s+đầu|kết\s+thúc)\s+(?:với|bằng)|(?:giải\s+thích|mô\s+tả|nêu|trình\s+bày|đề\s+cập)",
}
_PATTERNS = {
    code: re.compile(rf"^\s*(?:{verbs})\b[,:]?\s+(?P<rest>.+)$", re.IGNORECASE | re.DOTALL)
    for code, verbs in _VERBS.items()
}
_LEADS = re.compile(
    r"^\s*(?:please\s+|bitte\s+)?(?:lead|start|begin|open|beginn|start|eröffn|commenc|ouvr|empie|comien|abr|inizi|cominc|"
    r"apri|comec|começ|bắt đầu|mở đầu)",
    re.I,
)
_ENDS = re.compile(
    r"^\s*(?:please\s+|bitte\s+)?(?:close|end\b|finish|schließ|ende\b|termin|finiss|cierra|chiud|eindig|feche)", re.I
)
_FORBIDS = re.compile(
    r"^\s*(?:please\s+|bitte\s+)?(?:do\s+not|don['’]?t|never|avoid|no\b|omit|skip|leave\s+out|kein|nicht|vermeide|"
    r"lass|ohne|verzichte|ne\s|n['’]|évite|sans|pas\s+de|evita|evite|sin\b|non\s|senza|niet|geen|vermijd|não|sem\b|không|đừng|"
    r"tránh)|\b(?:do\s+not|don['’]t)\s+(?:mention|use|say|write|quote)\b",
    re.I,
)
_STYLE = re.compile(
    r"\b(?:tone|style|voice|sentences?|words?|characters?|jargon|language|grammar|formal|informal|friendly|short|"
    r"concise|paragraphs?|bullet|headings?|headlines?|subheads?|title|tense|perspective|ton|stil|sätze|satz|wörter|sprache|kurz|"
    r"knapp|sachlich|überschrift\w*|absätze|phrases|mots|frases|palabras|parole|frasi|zinnen|woorden|palavras)\b",
    re.I,
)
_QUALIFIER = re.compile(
    r"\s*(?:[;.!?:(]|,\s|\s(?:with|in|into|using|as|by|at\s+the\s+(?:end|start)|briefly|first|last|before|after|mit|in|an|"
    r"anhand|als|zuerst|zuletzt|kurz|avec|dans|en|au\s+moyen|con|mediante|met|aan|com|em|bằng|trong)\s"
    r"(?=(?:one|a|an|the|two|three|short|single|einem?|einer|eine|kurzen|un|une|deux|una|uno|een|um|uma|một|plain|simple|"
    r"your|own|end)\b)|$)",
    re.I,
)
_ARTICLES = re.compile(
    r"^(?:the|a|an|our|its|der|die|das|den|dem|des|ein|eine|einen|einem|einer|le|la|les|l['’]|un|une|des|du|el|los|las|una|"
    r"il|lo|gli|i|de|het|een|o|os|as|um|uma|các|những|über|on|about|that)\s*(?<=[\s'’])",
    re.I,
)
_CLAUSE = re.compile(
    r"^(?:what|why|how|when|who|where|which|was|warum|wie|wann|wer|wo|welche\w*|ce\s+qu|pourquoi|comment|qué|por\s+qué|"
    r"cómo|cosa|perché|come|wat|waarom|hoe|o\s+que|por\s+que|como|vì\s+sao)\b",
    re.I,
)
_EXAMPLE = re.compile(
    r"\b(?:examples?|beispiel\w*|exemples?|ejemplos?|esempi\w*|voorbeeld\w*|exemplos?|ví\s+dụ)\b", re.I
)
_CODE_PEOPLE = re.compile(
    r"\b(?:developers?|programmers?|entwickler\w*|programmier\w*|développeu\w*|desarrollador\w*|sviluppator\w*|"
    r"ontwikkelaar\w*|desenvolvedor\w*|lập\s+trình)\b",
    re.I,
)
_CODE_WORDS = " hooks API class method template migration deprecated attribute setting custom internal code"
_HEADING_WORDS = 7


@dataclass(frozen=True)
class Instruction:
    text: str
    focus: str = ""
    heading: str = ""
    leads: bool = False
    ends: bool = False
    example: bool = False
    technical: bool = False

    @property
    def has_subject(self) -> bool:
        return bool(self.focus)


def read(text: str, code: str) -> Instruction:
    """`code` is the brief's language: only an instruction in that language gives a heading."""
    text = " ".join(text.split())
    spoken, match = next(((c, m) for c, p in _ordered(code) if (m := p.match(text))), ("", None))
    rest = match.group("rest") if match else text
    subject = _QUALIFIER.split(rest, maxsplit=1)[0]
    if _FORBIDS.search(text) or not subject or (_STYLE.search(subject) and len(subject.split()) < 5):
        return Instruction(text)
    technical = bool(_CODE_PEOPLE.search(subject))
    return Instruction(
        text,
        focus=rest + (_CODE_WORDS if technical else ""),
        heading=_heading(subject, code) if spoken == code.split("-")[0] else "",
        leads=bool(_LEADS.search(text)),
        ends=bool(_ENDS.search(text)) or technical,
        example=bool(_EXAMPLE.search(text)),
        technical=technical,
    )


def _ordered(code: str) -> list[tuple[str, re.Pattern[str]]]:
    own = code.split("-")[0]
    return sorted(_PATTERNS.items(), key=lambda pair: pair[0] != own)


def _heading(subject: str, code: str) -> str:
    """The subject as a heading; empty where it is no phrase that can stand alone."""
    subject = subject.strip(" ,–-\"'„“”")
    if not _CLAUSE.match(subject):
        if re.match(r"(?:that|dass|que|che|dat|rằng)\b", subject, re.I):
            return ""
        subject = _ARTICLES.sub("", subject)
        if code.startswith("de"):  # cases bend adjectives; nouns alone stay right
            subject = " und ".join([word for word in re.findall(r"[\w-]+", subject) if word[:1].isupper()][:2])
    if not subject or len(subject.split()) > _HEADING_WORDS or len(subject) > 70:
        return ""
    return subject[0].upper() + subject[1:]
