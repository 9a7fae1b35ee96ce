"""preamble, echo: what stands before the text and names it, notes to editors, and brackets that speak of the work."""

import pytest

from ai.guards import echo, preamble
from ai.guards.recipes import expecting

SOURCES = {
    "en": "The council voted 14 to 9 on Tuesday to raise the charge for parking. The new rate applies from 3 June.",
    "de": "Der Rat stimmte am Dienstag mit 14 zu 9 für höhere Gebühren auf dem Parkplatz. Sie gelten ab dem 3. Juni.",
    "fr": "Le conseil a voté mardi la hausse du prix du parking. Le nouveau tarif vaut à partir du 3 juin.",
    "es": "El pleno aprobó el martes subir el precio del aparcamiento. La tarifa nueva rige desde el 3 de junio.",
    "it": "Martedì il consiglio ha votato l'aumento del parcheggio. La nuova tariffa vale dal 3 giugno.",
    "nl": "De raad stemde dinsdag voor een hoger tarief op het parkeerterrein. Het nieuwe tarief geldt vanaf 3 juni.",
    "pt": "A câmara aprovou na terça-feira o aumento do estacionamento. A nova tarifa vale a partir de 3 de junho.",
    "pl": "Rada przyjęła we wtorek wyższe opłaty za parking. Nowa stawka obowiązuje od 3 czerwca.",
    "sv": "Kommunen röstade i tisdags för en högre avgift på parkeringen. Den gäller från den 3 juni.",
    "da": "Byrådet stemte tirsdag for en højere takst på parkeringspladsen. Den gælder fra den 3. juni.",
    "no": "Kommunestyret stemte tirsdag for en høyere avgift på parkeringsplassen. Den gjelder fra 3. juni.",
    "ja": "市議会は火曜日、駐車場の料金の引き上げを決めた。新しい料金は6月3日から適用される。",
    "tr": "Meclis salı günü otopark ücretinin artırılmasını kabul etti. Yeni ücret 3 Haziran'da başlıyor.",
}
BEFORE = {
    "en": ("Photo description: ", "Option 1: ", "Alternative opening: ", "**English version**\n\n", "New headline: ",
           "Picking up where the report leaves off: ", "I have rendered the article as follows.\n",
           "Title suggestion: "),
    "de": ("Titelvorschlag: ", "Vorschlag 2: ", "**Deutsche Fassung**\n\n", "Bildbeschreibung: ", "Neuer Titel: ",
           "Der Artikel könnte so weitergehen:\n\n", "Alternativer Einstieg: ", "Übersetzung ins Deutsche: "),
    "fr": ("Proposition de titre : ", "Option 2 : ", "**Version française**\n\n", "Autre titre : ",
           "L'article pourrait se poursuivre comme suit :\n\n", "Description de la photo : "),
    "es": ("Propuesta de titular: ", "Opción 1: ", "**Versión española**\n\n", "El artículo podría continuar así:\n"),
    "it": ("Proposta di titolo: ", "Opzione 1: ", "**Versione italiana**\n\n",
           "L'articolo potrebbe proseguire così:\n"),
    "nl": ("Titelvoorstel: ", "Optie 1: ", "**Nederlandse versie**\n\n", "Het artikel zou zo verder kunnen gaan:\n"),
    "pt": ("Proposta de título: ", "Opção 1: ", "**Versão portuguesa**\n\n", "O artigo poderia continuar assim:\n"),
    "pl": ("Propozycja tytułu: ", "Opcja 1: ", "**Wersja polska**\n\n"),
    "sv": ("Rubrikförslag: ", "Alternativ 1: ", "**Svensk version**\n\n", "Artikeln kan fortsätta så här:\n"),
    "da": ("Titelforslag: ", "Forslag 1: ", "**Dansk version**\n\n", "Artiklen kan fortsætte sådan:\n"),
    "no": ("Tittelforslag: ", "Forslag 1: ", "**Norsk versjon**\n\n", "Artikkelen kan fortsette slik:\n"),
    "ja": ("以下が日本語訳です。\n", "タイトル案：", "案1：", "日本語訳\n\n"),
    "tr": ("Başlık önerisi: ", "Seçenek 1: ", "**Türkçe çeviri**\n\n"),
}  # fmt: skip
BEHIND = {
    "en": ("\n\nNote for the editors: a picture would help.", " [Fits the limit.]", " [comma added]",
           " (or, more formally: the tariff is raised)", "\n\nHope this lighter tone works for your readers."),
    "de": ("\n\nTipp für die Redaktion: Ein Bild hülfe.", " [Komma ergänzt]",
           " (Dieser Satz wurde in einfache Sprache übertragen.)", " (oder, etwas förmlicher: wird erhöht)"),
    "fr": ("\n\nConseil à la rédaction : une photo aiderait.", " [virgule ajoutée]", " (ou, plus formel : est relevé)"),
    "es": ("\n\nNota para la redacción: vendría bien una foto.", " [coma añadida]", " (o, más formal: se eleva)"),
    "it": ("\n\nNota per la redazione: servirebbe una foto.", " [virgola aggiunta]", " (o, più formale: viene elevata)",
           "\n\nHo lasciato fuori il resto per restare nei limiti."),
    "nl": ("\n\nTip voor de redactie: een foto zou helpen.", " [komma toegevoegd]", " (of, formeler: wordt verhoogd)"),
    "pt": ("\n\nNota para a redação: uma foto ajudaria.", " [vírgula acrescentada]", " (ou, mais formal: é elevada)",
           " Espero que este tom mais próximo funcione."),
    "pl": ("\n\nUwaga dla redakcji: przydałoby się zdjęcie.", " [dodano przecinek]"),
    "sv": ("\n\nTips till redaktionen: en bild vore bra.", " [komma tillagt]", " (eller, mer formellt: höjs)"),
    "da": ("\n\nTip til redaktionen: et billede ville hjælpe.", " [komma tilføjet]"),
    "no": ("\n\nTips til redaksjonen: et bilde ville hjelpe.", " [komma lagt til]"),
    "ja": ("\n\n編集部へのメモ：写真があるとよい。", "［読点を追加］"),
    "tr": ("\n\nEditör için not: bir fotoğraf iyi olur.", " [virgül eklendi]"),
}  # fmt: skip
ORDERS = {
    "en": "do not invent anything", "de": "nichts erfinden, kurz halten", "fr": "ne rien inventer", 
    "es": "sin inventar nada", "it": "non inventare nulla", "nl": "niets verzinnen", "pt": "não inventar nada",
    "pl": "nie wymyślaj niczego",
    "sv": "skriv kort, hitta inte på något", "da": "find ikke på noget", "no": "ikke finn på noe", "ja": "簡潔に書く",
    "tr": "hiçbir şey uydurmayın",
}  # fmt: skip
# (feature, language of the source, source, language, good answer)
GOOD = [
    (
        "title",
        "de",
        "Die Bayern holen zum zweiten Mal den Titel. Trainer Kolb bleibt.",
        "de",
        "Zweiter Titel: Kolb bleibt",
    ),
    (
        "title",
        "en",
        "The city has a proposal for the harbour. It is the second.",
        "en",
        "Second proposal: harbour to grow",
    ),
    (
        "title",
        "de",
        "Der Gesetzentwurf ist neu. Der Bundestag berät am Freitag.",
        "de",
        "Gesetzentwurf: Bundestag berät",
    ),
    ("title", "en", "Two dead after a fire in Leeds on Monday.", "en", "Leeds: two dead after fire"),
    (
        "translate",
        "en",
        "Option 1: Take the bus.\n\nOption 2: Walk.",
        "de",
        "Variante 1: Mit dem Bus.\n\nVariante 2: Zu Fuß.",
    ),
    ("translate", "de", "Lea (Name geändert) wohnt in Ulm.", "en", "Lea (name changed) lives in Ulm."),
    ("translate", "de", "Zweiter Titel: Ulm jubelt.", "en", "Second title: Ulm celebrates."),
    ("rewrite", "en", "Use butter or, alternatively, margarine.", "en", "Use butter (alternatively: margarine)."),
    ("rewrite", "de", "Man nimmt Butter oder Margarine.", "de", "Man nimmt Butter (alternativ: Margarine)."),
    (
        "rewrite",
        "en",
        "Keep it short, says Ann Lee, who teaches debating.",
        "en",
        "Ann Lee, who teaches debating, says: keep it short.",
    ),
    (
        "rewrite",
        "en",
        "The comma was added in 1911 (comma added later).",
        "en",
        "In 1911 the comma came (comma added later).",
    ),
    (
        "rewrite",
        "de",
        "Hinweise für die Redaktion nimmt Frau Kolb entgegen.",
        "de",
        "Frau Kolb nimmt Hinweise für die Redaktion an.",
    ),
    (
        "continue",
        "en",
        "The report names nine firms. It stops in 2019.",
        "en",
        "What the report continues to leave open: who paid.",
    ),
    ("grammar", "en", "Turn left → right, then go on.", "en", "Turn left → right, then go on."),
    (
        "simplify",
        "en",
        "The council votes on a new version, which people hope is better.",
        "en",
        "The council will vote. People hope the new version is better.",
    ),
    (
        "translate",
        "en",
        "Note to editors: Photos are at the press office.",
        "de",
        "Hinweis für die Redaktion: Fotos gibt es bei der Pressestelle.",
    ),
    ("rewrite", "en", "The new text helps, fans hope.", "en", "Fans hope the new text helps."),
    ("title", "de", "Bayern verliert und bangt.", "de", "Titel in Gefahr: Bayern bangt"),
    ("list", "en", "There are three ways: bus, tram, car.", "en", "- First: bus\n- Second: tram\n- Third: car"),
]


def _faults(feature: str, source_language: str, source: str, language: str, answer: str) -> list[str]:
    expect = expecting(feature, language=language, source=source, source_language=source_language)
    verdicts = (guard.check(answer, None, expect) for guard in (preamble, echo))
    return [one.message for one in verdicts if one is not None and not one.ok]


@pytest.mark.parametrize("language", SOURCES)
def test_the_text_alone_passes(language: str) -> None:
    for feature in ("rewrite", "expand", "continue", "grammar"):
        assert not _faults(feature, language, SOURCES[language], language, SOURCES[language])


@pytest.mark.parametrize(("language", "before"), [(code, one) for code, all_ in BEFORE.items() for one in all_])
def test_what_names_the_text_before_it_is_refused(language: str, before: str) -> None:
    assert _faults("continue", language, SOURCES[language], language, before + SOURCES[language])


@pytest.mark.parametrize(("language", "behind"), [(code, one) for code, all_ in BEHIND.items() for one in all_])
def test_notes_to_editors_and_brackets_of_the_work_are_refused(language: str, behind: str) -> None:
    assert _faults("rewrite", language, SOURCES[language], language, SOURCES[language] + behind)


@pytest.mark.parametrize(("language", "order"), ORDERS.items())
def test_an_order_in_the_bracket_of_a_heading_is_refused(language: str, order: str) -> None:
    answer = f"<table><tr><th>A</th><th>B ({order})</th></tr><tr><td>14</td><td>9</td></tr></table>"
    assert _faults("table", language, SOURCES[language], language, answer)


@pytest.mark.parametrize(("feature", "source_language", "source", "language", "answer"), GOOD)
def test_what_the_text_has_itself_passes(
    feature: str, source_language: str, source: str, language: str, answer: str
) -> None:
    assert not _faults(feature, source_language, source, language, answer)


def test_an_alternative_behind_a_headline_is_refused() -> None:
    source = "Der Rat erhöht die Gebühr am Hafen. Sie gilt ab Juni."
    assert _faults("title", "de", source, "de", "Rat erhöht Gebühr (Alternative: Parken am Hafen teurer)")


def test_what_became_of_each_slip_is_refused() -> None:
    source = "Para ocho nesecitas azucar."
    assert _faults("grammar", "es", source, "es", "Para ocho necesitas azúcar.\n\nCambios: nesecitas → necesitas")


def test_what_a_caption_with_a_link_of_the_text_is_called_is_refused() -> None:
    source = '<p>Das Brauhaus wächst, sagt der <a href="https://b.example/q">Bericht</a>.</p>'
    answer = '<table><caption>{}Brauhaus, <a href="https://b.example/q">Bericht</a></caption><tr><td>Brauhaus</td></tr></table>'
    assert _faults("table", "de", source, "de", answer.format("Tabelle, erstellt aus dem obigen Artikel: "))
    assert not _faults("table", "de", source, "de", answer.format("Wachstum: "))


def test_a_role_with_a_hyphen_is_refused() -> None:
    assert _faults("seo_description", "de", SOURCES["de"], "de", "Du bist SEO-Redakteur und schreibst vom Parkplatz.")
