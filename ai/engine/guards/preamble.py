"""preamble: the answer is the text itself, without an opening to the asker, an offer at the end, or a wrapping."""

import re
from typing import Any

from ai.engine.guards.verdicts import Expect, Verdict

ID = "preamble"
_LETS_BEGIN = re.compile(
    r"""\A[\s*_#>"'“„»«]*(?:
        (?:sure|certainly|of\ course|absolutely|gladly|okay|ok|great|no\ problem)\b\s*[!,.:—–-]
      | (?:here(?:['’]s|\ is|\ are)|below\ (?:is|are))
        \ (?:(?:a|an|the|your|my|some|one|three|five|several)\b|\d)[^\n]{0,90}[:\n]
      | (?:i['’]ve|i\ have)\ (?:written|drafted|created|prepared|rewritten|summari[sz]ed|translated)\b
      | as\ an?\ (?:ai|artificial|large\ language|language\ model)\b
      | i(?:['’]m|\ am)\ (?:sorry|unable|afraid|just\ an?\ ai|an?\ ai)\b
      | i\ (?:can(?:not|['’]t)|won['’]t)\ (?:help|assist|provide|create|write|fulfil)
      | (?:title|headline|summary|(?:meta\ |seo\ )?description|answer|output|response|tags?|outline)\s*:\s
      | (?:gerne|natürlich|selbstverständlich|klar|sicher|sehr\ gern)\b\s*[!,.:—–-]
      | hier\ (?:ist|sind|kommt|folgt|finden\ sie)
        \ (?:(?:eine?|der|die|das|deine?|ihre?|meine?|einige|drei)\b|\d)[^\n]{0,90}[:\n]
      | als\ (?:ki|künstliche|sprachmodell)\b
      | es\ tut\ mir\ leid\b
      | (?:titel|überschrift|zusammenfassung|beschreibung|antwort|ausgabe|schlagwörter)\s*:\s
      | (?:bien\ sûr|certainement|avec\ plaisir|d['’]accord)\b\s*[!,.:—–-]
      | voici\ (?:un|une|le|la|les|des|votre|ton|trois)\b[^\n]{0,90}[:\n]
      | en\ tant\ qu(?:e|['’])\ ?(?:ia|intelligence|modèle)
      | (?:je\ suis\ désolée?)\b
      | (?:titre|résumé|réponse)\s*:\s
      | (?:claro|por\ supuesto|desde\ luego|con\ gusto)\b\s*[!,.:—–-]
      | aquí\ (?:tienes|tiene|está|están)\b[^\n]{0,90}[:\n]
      | (?:certo|certamente|volentieri)\b\s*[!,.:—–-]
      | ecco\ (?:un|una|il|la|le|i|lo|tre)\b[^\n]{0,90}[:\n]
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ANYTHING_ELSE = re.compile(
    r"""(?:
        let\ me\ know\ (?:if|what|whether|how)
      | (?:i\ hope|hope)\ this\ (?:helps|meets|works)
      | feel\ free\ to\ (?:ask|adjust|modify|let|reach|edit|change)
      | (?:would|do)\ you\ (?:like|want)\ me\ to
      | if\ you(?:['’]d|\ would)?\ (?:like|need|want)\b[^.\n]{0,40}\b(?:i\ can|i['’]ll|let\ me|further|changes|adjust)
      | (?:sag|sagen|gib|geben)\b[^.\n]{0,12}\ bescheid
      | (?:soll|kann)\ ich\ (?:noch|den\ text|ihn|sie|es)\b
      | ich\ hoffe,?\ (?:das|dies)\ hilft
      | n['’]hésite(?:z|s)?\ pas
      | j['’]espère\ que\ cela
      | espero\ que\ (?:esto|te|le)
      | (?:déjame|déjeme)\ saber
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
