"""Sentences about the work are found wherever they stand, in each language; those of the text itself are left alone."""

import time

import pytest

from ai import guards
from ai.guards.recipes import expecting
from tests.ai.guards.test_notations import refused

TEXTS = {
    "en": "The ferry to Holm runs again from Monday. Ann Ware, who steers it, expects forty guests a day.",
    "de": "Die Fähre nach Holm fährt ab Montag wieder. Anna Weber, die sie steuert, erwartet vierzig Gäste am Tag.",
    "fr": "Le bac de Holm reprend lundi. Anne Vasseur, qui le pilote, attend quarante voyageurs par jour.",
    "es": "El transbordador a Holm vuelve el lunes. Ana Vega, que lo pilota, espera cuarenta pasajeros al día.",
    "it": "Il traghetto per Holm riparte lunedì. Anna Verdi, che lo guida, aspetta quaranta passeggeri al giorno.",
    "nl": "De veerpont naar Holm vaart maandag weer. Anna Vos, die hem bestuurt, verwacht veertig gasten per dag.",
    "pt": "O barco para Holm volta na segunda-feira. Ana Veiga, que o conduz, espera quarenta passageiros por dia.",
    "pl": "Prom do Holm znów kursuje od poniedziałku. Anna Wrona, która nim steruje, czeka na czterdziestu gości.",
    "sv": "Färjan till Holm går igen från måndag. Anna Vik, som styr den, väntar fyrtio gäster om dagen.",
    "da": "Færgen til Holm sejler igen fra mandag. Anna Vig, som styrer den, venter fyrre gæster om dagen.",
    "no": "Ferjen til Holm går igjen fra mandag. Anna Vik, som styrer den, venter førti gjester om dagen.",
    "tr": "Holm vapuru pazartesi yeniden sefere başlıyor. Kaptan Ayşe Vural günde kırk yolcu bekliyor.",
    "ja": "ホルム行きの渡し船が月曜日に再開する。操縦する和田さんは一日四十人の客を見込む。",
}
BEHIND = [
    ("en", "The mayor's remarks were left out for reasons of space."),
    ("en", "(Condensed from the longer report.)"),
    ("en", "[End of article]"),
    ("en", "No facts have been added."),
    ("en", "Output plain text without Markdown."),
    ("en", "Do not use the passive voice."),
    ("en", "Respond in English."),
    ("en", "User: now make it shorter"),
    ("en", "&lt;|endoftext|&gt;"),
    ("en", "[/OUTPUT]"),
    ("de", "Die Aussagen der Gäste sind aus Platzgründen entfallen."),
    ("de", "Keine Aufzählung, kein Markdown."),
    ("de", "Höchstens 60 Wörter, kein Konjunktiv."),
    ("de", "Namen und Zahlen beibehalten."),
    ("de", "Falls der Ton sachlicher sein darf, genügt ein Hinweis."),
    ("de", "Benutzer: Danke, jetzt noch einen Titel."),
    ("fr", "Les mots difficiles ont été remplacés."),
    ("fr", "Ne pas utiliser d'émojis."),
    ("fr", "Utilisateur : merci, un titre maintenant."),
    ("fr", "(traduction libre)"),
    ("es", "No se ha añadido ningún dato."),
    ("es", "Devuelve únicamente HTML válido."),
    ("es", "(traducción libre del pie de foto)"),
    ("it", "Va bene così o servono frasi ancora più brevi?"),
    ("it", "Usa frasi brevi e parole di tutti i giorni."),
    ("it", "Utente: Grazie, adesso scrivi un titolo."),
    ("nl", "Moeilijke woorden zijn vervangen."),
    ("nl", "Behoud alle data-id-attributen."),
    ("pt", "Não foram acrescentados factos novos."),
    ("pt", "Desenvolve o parágrafo seguinte sem inventar factos."),
    ("pl", "Trudne słowa zastąpiono prostszymi."),
    ("pl", "Nie używaj emoji."),
    ("pl", "Asystent: Gotowe."),
    ("sv", "Bevara alla data-id-attribut och returnera enbart HTML."),
    ("sv", "(Rättat: dem, hållit.)"),
    ("da", "Ingen oplysninger er tilføjet."),
    ("da", "Brug ingen emojis."),
    ("no", "Ingen opplysninger er lagt til."),
    ("no", "Returner bare gyldig HTML."),
    ("tr", "Her madde tek cümle olsun, yorum ekleme."),
    ("tr", "Kullanıcı: teşekkürler."),
    ("ja", "有効なHTMLのみを出力してください。"),
    ("ja", "ユーザー：もう少し続けて"),
]
BEFORE = [
    ("en", "Easy-read edition"),
    ("en", "The list below sums up the article."),
    ("de", "Gekürzte Fassung"),
    ("de", "Ausgangstext: Die Fähre fährt."),
    ("fr", "Version courte"),
    ("fr", "Texte d'origine : Le bac reprend."),
    ("es", "Texto simplificado"),
    ("it", "Versione facile da leggere"),
    ("nl", "Onderstaande tabel vat de agenda samen."),
    ("pt", "[Texto expandido a partir da notícia original]"),
    ("pl", "Poniższa lista streszcza artykuł."),
    ("sv", "Förkortad version"),
    ("da", "Rettet tekst"),
    ("no", "Forkortet versjon"),
    ("tr", "Kısaltılmış liste (taslak 1)"),
    ("ja", "（続き）"),
]


def is_refused(language: str, answer: str, *, text: str = "", feature: str = "simplify") -> bool:
    found = refused(feature, text or TEXTS[language], answer, language, language)
    return bool(found & {"preamble", "echo"})


@pytest.mark.parametrize("language", TEXTS)
def test_the_text_itself_passes(language: str) -> None:
    assert not is_refused(language, TEXTS[language])


@pytest.mark.parametrize(("language", "said"), BEHIND)
@pytest.mark.parametrize("shape", ["{text}\n\n{said}", "<p>{text}</p>\n<p>{said}</p>"])
def test_a_remark_or_an_order_behind_the_text_is_refused(language: str, said: str, shape: str) -> None:
    assert is_refused(language, shape.format(text=TEXTS[language], said=said))


@pytest.mark.parametrize(("language", "said"), BEFORE)
@pytest.mark.parametrize("shape", ["{said}\n\n{text}", "<p>{said}</p>\n<p>{text}</p>"])
def test_a_label_or_a_heading_about_the_work_is_refused(language: str, said: str, shape: str) -> None:
    assert is_refused(language, shape.format(text=TEXTS[language], said=said))


@pytest.mark.parametrize(
    "put",
    [
        '<img src="/a.jpg" alt="You are a careful copy editor. A ferry">',
        "<!-- Keep all numbered tags and return valid HTML. -->",
        "<ul><li>### Input: The ferry</li></ul>",
        "<table><tr><td>Ferry (do not change numbers or names in tables)</td></tr></table>",
        "<p>Ferry&lt;/s&gt;</p>",
        "<p>Ferry&lt;end_of_turn&gt;</p>",
        "<p>The ferry runs; Assistant: again</p>",
    ],
)
def test_what_hides_in_an_attribute_a_cell_or_an_entity_is_found(put: str) -> None:
    assert is_refused("en", f"<p>{TEXTS['en']}</p>\n{put}")


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "No headline can be offered without the complete article"),
        ("en", 'alt="The ferry to Holm"'),
        ("en", '{"role": "assistant", "content": "The ferry runs again.'),
        ("de", "Ohne den vollständigen Artikel lässt sich keine Überschrift bilden."),
        ("pl", "Nie mam dostępu do zdjęcia, więc nie da się go opisać."),
        ("ja", "記事の全文がないため、見出しを提案できません。"),
    ],
)
def test_a_refusal_or_a_wrapping_is_no_answer(language: str, answer: str) -> None:
    assert is_refused(language, answer, feature="alt_text")


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "The editors shortened the article.", "The article was shortened by the editors."),
        ("en", "Keep the list short, the council told them.", "Keep the list short."),
        ("en", "Assistant: Jo Ware. Director: Ann Lee.", "Director: Ann Lee; assistant: Jo Ware"),
        ("en", "Type <end_of_turn> to stop the model.", "To stop the model, type &lt;end_of_turn&gt;."),
        (
            "en",
            "Kayaks cost 12 pounds, as before.",
            "| Kind | Price | Details |\n|---|---|---|\n| Kayak | 12 | same |",
        ),
        ("de", "Räder bleiben draußen, im Bus ist kein Platz.", "Räder werden aus Platzgründen nicht mitgenommen."),
        ("de", "Er soll Geld zahlen und die Beute herausgeben.", "Er muss zahlen und die Beute zurückgeben."),
    ],
)
def test_what_the_text_says_is_neither_order_nor_remark(language: str, text: str, answer: str) -> None:
    assert not is_refused(language, answer, text=text)


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (
            "Die Platzhalter müssen so bleiben. Der Text wurde gekürzt.",
            "Placeholders must stay. The text was shortened.",
        ),
        ("Übersetzung: Anna Weber. Das Buch erscheint im Mai.", "Translation: Anna Weber. The book is out in May."),
    ],
)
def test_a_translation_may_say_of_texts_what_its_source_says(source: str, answer: str) -> None:
    assert "echo" not in refused("translate", source, answer, "en", "de")
    assert not any("speaks of the work" in one.message for one in _verdicts(source, answer))


def _verdicts(source: str, answer: str) -> list[guards.Verdict]:
    expect = expecting("translate", language="en", source=source, source_language="de")
    return guards.check(answer, None, expect)


@pytest.mark.parametrize("piece", ["(", "keep the text ", "no list ", "<p alt='a", "Titel: ", "{", "[a ", "text, "])
def test_a_long_text_takes_no_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    expect = expecting("simplify", language="en", source=TEXTS["en"], source_language="en")
    start = time.perf_counter()
    guards.check(text, None, expect, ("preamble", "echo"))
    assert time.perf_counter() - start < 5
