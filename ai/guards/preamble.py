"""preamble: the answer is the text itself, without an opening to the asker, an offer at the end, or a wrapping."""

import re
from typing import Any

from ai.guards.verdicts import Expect, Verdict

ID = "preamble"
# What an answer to a question is called; "Here is the weather:" may begin a text, "Here is the headline:" does not.
_THING = (
    r"(?:titles?|headlines?|summar(?:y|ies)|texts?|articles?|drafts?|versions?|translations?|rewrit\w+|revis\w+|outlines?"
    r"|descriptions?|paragraphs?|sections?|suggestions?|options?|tags?|keywords?|candidates?|json|html|answers?|lists?|posts?"
    r"|titel|überschrift(?:en)?|schlagzeilen?|zusammenfassung|artikel|entwurf|fassung|übersetzung|gliederung|beschreibung"
    r"|abs[aä]tze?|abschnitte?|vorschläge?|schlagw[oö]rter?|antwort|beitrag|liste"
    r"|titres?|résumés?|textes?|ébauche|traduction|plan|paragraphes?|propositions?|réponse|brouillon"
    r"|títulos?|resumen|textos?|borrador|traducción|esquema|párrafos?|propuestas?|respuesta|artículo"
    r"|titol[oi]|riassunto|testo|bozza|traduzione|schema|paragrafo|proposte|risposta|articolo|came\ up\ with|you\ go)"
)
_AGREES = (
    r"(?:sure(?:\ thing)?|certainly|of\ course|absolutely|gladly|okay|ok|great|no\ problem|happy\ to\ help|understood"
    r"|gerne|gern|natürlich|selbstverständlich|klar|aber\ klar|sicher|sehr\ gern|alles\ klar|verstanden"
    r"|bien\ sûr|certainement|avec\ plaisir|d['’]accord|volontiers"
    r"|claro(?:\ que\ sí)?|por\ supuesto|desde\ luego|con\ gusto|certo|certamente|volentieri|ecco\ a\ te)"
)
_SPEAKS = (
    r"(?:here|below|i\b|i['’]|let\ me|the\ following|this\ is|hier|ich|im\ folgenden|nachfolgend|anbei|das\ ist"
    r"|voici|je|j['’]|ci-dessous|aquí|a\ continuación|te\ |he\ |ecco|di\ seguito|ho\ )"
)
_LETS_BEGIN = re.compile(
    rf"""\A[\s*_#>"'“„»«¡¿]*(?:
        {_AGREES}\s*(?:!|[,.:—–-]+\s*(?={_SPEAKS})|[.:]?\s*\n)
      | (?:here(?:['’]s|\ is|\ are)?|below\ (?:is|are)|the\ following\ is|this\ is|i\ suggest)\b
        [^\n.!?]{{0,80}}\b{_THING}\b
        [^\n.!?]{{0,60}}[:\n]
      | here\ you\ (?:go|are)\b
      | (?:hier|nachfolgend|im\ folgenden|anbei|unten)\b[^\n.!?]{{0,80}}\b{_THING}\b[^\n.!?]{{0,60}}[:\n]
      | (?:voici|ci-dessous)\b[^\n.!?]{{0,80}}\b{_THING}\b[^\n.!?]{{0,60}}[:\n]
      | (?:aquí\ (?:tienes?|est[aá]n?|va)|a\ continuación|ecco|di\ seguito)\b
        [^\n.!?]{{0,80}}\b{_THING}\b[^\n.!?]{{0,60}}[:\n]
      | (?:i['’]ve|i\ have)\ (?:written|drafted|created|prepared|rewritten|summari[sz]ed|translated|made|revised|kept)\b
      | ich\ habe\ [^\n.!?]{{0,60}}\b(?:geschrieben|erstellt|verfasst|übersetzt|zusammengefasst|überarbeitet|gekürzt)\b
      | j['’]ai\ (?:écrit|rédigé|résumé|traduit|préparé)\b | ho\ (?:scritto|riassunto|tradotto|preparato)\b
      | he\ (?:escrito|redactado|resumido|traducido|preparado)\b
      | (?:as|being)\ an?\ (?:ai|artificial|large\ language|language\ model)\b
      | als\ (?:ki|künstliche\ intelligenz|sprachmodell)\b | en\ tant\ qu(?:e|['’])\ ?(?:ia|intelligence|modèle)
      | como\ (?:ia|modelo\ de\ lenguaje|inteligencia) | come\ (?:ia|modello\ linguistico|intelligenza)
      | i(?:['’]m|\ am)\ (?:(?:very\ )?(?:sorry|afraid),?\ (?:but\ )?(?:i\b|that\ i\b)|unable\b|(?:just\ )?an?\ ai\b)
      | (?:sorry|apologies)\s*,\s*(?:but\ )?i\b
      | i\ (?:can(?:not|['’]t)|won['’]t)\ (?:help|assist|provide|create|write|fulfil)
      | es\ tut\ mir\ leid\b | ich\ kann\ (?:ihnen|dir|diese\w*|das|leider)\b
      | je\ suis\ désolée?\b | lo\ siento\b | mi\ dispiace\b
      | (?:(?:seo|meta|new|neue[rs]?|suggested|possible)[\ -]?)?
        (?:title|headline|summary|description|answer|output|response|tags?
          |outline|titel|überschrift|zusammenfassung|beschreibung|antwort|ausgabe|schlagwörter|gliederung|titre|résumé|réponse
          |título|resumen|respuesta|titolo|riassunto|risposta)(?:\*\*)?\s*:(?:\*\*)?\s
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ANYTHING_ELSE = re.compile(
    r"""(?:
        let\ me\ know\ (?:if|what|whether|how|should)
      | (?:i\ )?hope\ (?:this|that|it|these)\ (?:helps?|meets?|works?|is\ what)
      | (?:please\ )?feel\ free\ to\ (?:ask|adjust|modify|let|reach|edit|change|use)
      | (?:would|do)\ you\ (?:like|want)\ me\ to | shall\ i\b | should\ i\ (?:also|make|write|change)
      | if\ you(?:['’]d|\ would)?\ (?:like|need|want|have)\b[^.\n]{0,60}\b(?:i\ can|i['’]ll|let\ me|just\ ask|happy\ to)
      | (?:i\ can\ also|i['’]d\ be\ happy\ to|happy\ to)\ (?:adjust|write|provide|make|revise|help|shorten|expand)
      | (?:note|please\ note)\s*:\s*(?:i|this\ (?:text|summary|title|version|draft))\b
      | (?:word|character)\ count\s*:
      | (?:sag|sagen\ sie|gib|geben\ sie|lass|lassen\ sie)\b[^.\n]{0,30}\b(?:bescheid|wissen)
      | (?:soll|kann|darf)\ ich\ (?:noch|den\ text|ihn|sie|es|dir|ihnen)\b
      | ich\ hoffe,?\ (?:das|dies|dass|der|die)\b | wenn\ (?:du|sie)\b[^.\n]{0,60}\b(?:kann\ ich|passe\ ich|helfe\ ich)
      | n['’]hésite(?:z|s)?\ pas | j['’]espère\ que | (?:souhaite[sz]?-|voule[sz]-|veux-)(?:tu|vous)\ que\ je
      | espero\ que\ (?:esto|te|le|sea) | (?:déjame|déjeme|avísame)\b | ¿(?:quieres|te\ gustaría|desea)\b
      | fammi\ sapere | spero\ che\ (?:questo|ti|sia) | vuoi\ che\b
    )[^\n]*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"""\A(?:"[^"\n]+"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|'[^'\n]+')\Z""")


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    read = text.strip()
    if data is not None:
        return None  # whatever stands around JSON was taken off when it was read
    if _LETS_BEGIN.match(read):
        return Verdict(ID, False, "The answer begins by talking to the asker instead of with the text itself.")
    if _ANYTHING_ELSE.search(read[-240:]):
        return Verdict(ID, False, "The answer ends by talking to the asker.")
    if read.startswith("```") and read.endswith("```"):
        return Verdict(ID, False, "The answer is wrapped in a code block.")
    if _QUOTED.match(read):
        return Verdict(ID, False, "The answer is wrapped in quotation marks.")
    return Verdict(ID, True)
