"""Offices, parties, saints and places under another of their names, and words that are none: days and months."""

import pytest

from ai import guards
from ai.guards import places
from ai.guards.recipes import expecting

AT = {
    "de": "Die Schau kommt nach {}.",
    "en": "The show goes to {}.",
    "fr": "Le spectacle va à {}.",
    "es": "El espectáculo va a {}.",
    "it": "Lo spettacolo va a {}.",
    "nl": "De show gaat naar {}.",
    "pt": "O espetáculo vai a {}.",
    "pl": "Pokaz trafi do miasta {}.",
    "tr": "Gösteri {} kentinde.",
}
LATE = "and the talks about the new road near the old mill went on for more than an hour before they were closed."
CHIEF = "On Monday the Chief Constable, Sarah Holt, met Deputy Mayor Colin Reed at Leeds Crown Court."
SOLAR = "Project leader Femke de Vries from Groningen said so, and Ursula von Brandt agreed."
SCHOOL = (
    "Last thursday the pupils of Hartwell Acadamy planted tree's with Amira Nasser near the Enviroment Agency and the "
    "Libary in Leeds."
)


def refused(text: str, source: str, language: str, of: str, feature: str, data: object = None) -> bool:
    expect = expecting(feature, language=language, source=source, source_language=of)
    return any(not verdict.ok for verdict in guards.check(text, data, expect, ("names",)))


@pytest.mark.parametrize(
    ("language", "source", "answer"),
    [
        (
            "en",
            "Chief Executive Dana Whitfield said Finance Director Paul Marsh would leave in May.",
            "CEO Dana Whitfield said Paul Marsh, who runs its finances, would leave in May.",
        ),
        (
            "en",
            CHIEF,
            "On Monday Sarah Holt, the head of the police, met Colin Reed, the mayor's deputy, at the court in Leeds.",
        ),
        (
            "fr",
            "Hier, le Premier ministre et la Cour d'appel de Lyon ont reçu le Conseil départemental.",
            "Hier, le chef du gouvernement et les juges de Lyon ont reçu le département.",
        ),
        (
            "es",
            "Ayer el Tribunal Supremo y la Consejería de Sanidad dieron la razón a Marta Ruiz.",
            "Los jueces y la Junta dieron ayer la razón a Marta Ruiz.",
        ),
        (
            "pl",
            "Główny Urząd Statystyczny podał dane, a Uniwersytet Jagielloński je opisał.",
            "Według Głównego Urzędu Statystycznego i Uniwersytetu Jagiellońskiego dane są nowe.",
        ),
        (
            "pl",
            "Wczoraj Sąd Okręgowy w Łodzi i Urząd Miasta wysłuchały Marty Nowak.",
            "Łódź: w Sądzie Okręgowym i w Urzędzie Miasta wysłuchano wczoraj Marty Nowak.",
        ),
        (
            "cs",
            "Krajský soud v Praze včera vyslechl Jana Nováka.",
            "Praha: Jana Nováka vyslechl včera soud.",
        ),
        (
            "fi",
            "Eilen Lahti voitti ja Turku hävisi, kertoi Matti Virtanen.",
            "Voitto meni eilen Lahteen, ja Turun joukkue hävisi, kertoi Matti Virtanen. Lahden voitto oli selvä.",
        ),
    ],
)
def test_an_office_is_no_name_and_a_name_may_change_its_stem(language: str, source: str, answer: str) -> None:
    assert not refused(answer, source, language, language, "rewrite")


@pytest.mark.parametrize(
    ("language", "source", "answer"),
    [
        ("en", CHIEF, CHIEF.replace("Holt", "Hull")),
        ("en", CHIEF, CHIEF.replace("Leeds", "Hull")),
        ("en", f"On Monday the Crown Hotel met Ann Poole, {LATE}", f"On Monday the Swan Hotel met Ann Poole, {LATE}"),
        ("pl", "Wczoraj Sąd Okręgowy w Łodzi wysłuchał Marty Nowak.", "Wczoraj sąd w Gdyni wysłuchał Marty Nowak."),
        ("cs", "Krajský soud v Praze včera vyslechl Jana Nováka.", "Krajský soud v Brně včera vyslechl Jana Nováka."),
        ("fi", "Eilen Lahti voitti ja Turku hävisi.", "Eilen Kuopio voitti ja Turku hävisi."),
    ],
)
def test_another_person_or_town_beside_an_office_is_new(language: str, source: str, answer: str) -> None:
    assert refused(answer, source, language, language, "rewrite")


@pytest.mark.parametrize(
    ("source", "language", "answer"),
    [
        (
            "Colin Marsh spoke at Northampton Magistrates' Court on Wednesday.",
            "tr",
            "Colin Marsh çarşamba günü Northampton Sulh Ceza Mahkemesi'nde konuştu.",
        ),
        (
            "The Mayor of York, Ann Poole, spoke at the University of Hull on Monday.",
            "tr",
            "York Belediye Başkanı Ann Poole pazartesi günü Hull Üniversitesi'nde konuştu.",
        ),
        (
            "Mayor Ann Poole spoke at Leeds Magistrates' Court.",
            "pl",
            "Burmistrz Ann Poole przemawiała w Sądzie Pokoju w Leeds.",
        ),
        (
            "They live at Morecambe Bay. Shot over a year, the film follows Rosalind Achebe.",
            "it",
            "Vivono nella baia di Morecambe. Girato in un anno, il film segue Rosalind Achebe.",
        ),
    ],
)
def test_a_translated_office_is_no_new_name(source: str, language: str, answer: str) -> None:
    assert not refused(answer, source, language, "en", "translate")


@pytest.mark.parametrize(
    ("place", "adjective"),
    [
        ("installé à Saint-Étienne", "stéphanois"),
        ("installé à Bordeaux", "bordelais"),
        ("installé à Saint-Malo", "malouin"),
        ("installé à Besançon", "bisontin"),
        ("installé à Metz", "messin"),
        ("actif en Belgique", "belge"),
        ("actif en Turquie", "turc"),
    ],
)
def test_french_says_who_is_from_a_place(place: str, adjective: str) -> None:
    one = f"Le groupe Vélochêne, {place}, a vendu plus cette année."
    other = f"Cette année, le groupe Vélochêne a vendu plus, et le constructeur {adjective} en est fier."
    assert not refused(other, one, "fr", "fr", "rewrite")
    assert not refused(one, other, "fr", "fr", "rewrite")
    assert refused(one.replace(place, "installé à Grenoble"), other, "fr", "fr", "rewrite")


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("es", "La empresa Rodalia, de Madrid, vendió más.", "La empresa madrileña Rodalia vendió más."),
        ("es", "La empresa Rodalia, de Cádiz, vendió más.", "La empresa gaditana Rodalia vendió más."),
        ("es", "La empresa Rodalia, de Buenos Aires, vendió más.", "La empresa porteña Rodalia vendió más."),
        ("es", "La empresa Rodalia, de San Sebastián, vendió más.", "La empresa donostiarra Rodalia vendió más."),
        ("it", "L'azienda Rodalia, di Napoli, ha venduto.", "L'azienda partenopea Rodalia ha venduto."),
        ("it", "L'azienda Rodalia, di Milano, ha venduto.", "L'azienda meneghina Rodalia ha venduto."),
        ("it", "L'azienda Rodalia, di Lione, ha venduto.", "L'azienda lionese Rodalia ha venduto."),
        ("de", "Die Firma Rodalia aus Altenhof hat gewonnen.", "Die Altenhofer Firma Rodalia hat gewonnen."),
        ("de", "Die Firma Rodalia aus Zürich hat gewonnen.", "Die Zürcher Firma Rodalia hat gewonnen."),
        ("pt", "Luíza Montenegro, do Ceará, venceu.", "A cearense Luíza Montenegro venceu."),
    ],
)
def test_what_is_from_a_place_names_it(language: str, one: str, other: str) -> None:
    assert not refused(other, one, language, language, "rewrite")


@pytest.mark.parametrize(
    ("mine", "one", "other", "its"),
    [
        ("Tübingen", "de", "it", "Tubinga"),
        ("Göttingen", "de", "es", "Gotinga"),
        ("Regensburg", "de", "fr", "Ratisbonne"),
        ("Köln", "de", "pl", "Kolonia"),
        ("Dresden", "de", "pl", "Drezno"),
        ("Rotterdam", "en", "pt", "Roterdã"),
        ("Stockholm", "en", "it", "Stoccolma"),
        ("Lille", "fr", "nl", "Rijsel"),
        ("Den Bosch", "nl", "es", "Bolduque"),
        ("Thessaloniki", "en", "tr", "Selanik"),
        ("Mechelen", "nl", "es", "Malinas"),
        ("Vicenza", "it", "fr", "Vicence"),
        ("Zaragoza", "es", "it", "Saragozza"),
        ("Kraków", "pl", "pt", "Cracóvia"),
        ("Genova", "it", "es", "Génova"),
    ],
)
def test_a_town_is_called_otherwise_in_another_language(mine: str, one: str, other: str, its: str) -> None:
    assert places.places_in(mine) & places.places_in(its)
    assert not refused(AT[other].format(its), AT[one].format(mine), other, one, "translate")
    assert not refused(AT[one].format(mine), AT[other].format(its), one, other, "translate")


@pytest.mark.parametrize(
    ("mine", "one", "other", "its"),
    [
        ("Tübingen", "de", "it", "Gottinga"),
        ("Genf", "de", "it", "Genova"),
        ("Roterdã", "pt", "en", "Amsterdam"),
        ("Drezno", "pl", "de", "Leipzig"),
    ],
)
def test_another_town_in_a_translation_is_refused(mine: str, one: str, other: str, its: str) -> None:
    assert refused(AT[other].format(its), AT[one].format(mine), other, one, "translate")


@pytest.mark.parametrize(
    ("german", "language", "answer", "is_refused"),
    [
        ("in der Lübecker Marienkirche", "en", "in St Mary's Church in Lübeck", False),
        ("in der Lübecker Petrikirche", "en", "in St Peter's Church in Lübeck", False),
        ("in der Lübecker Nikolaikirche", "en", "in St Nicholas' Church in Lübeck", False),
        ("am Tag der heiligen Maria Magdalena", "en", "on the feast of St Mary Magdalene", False),
        ("an Maria Magdalena", "en", "after St Mary Magdalene's flood", False),
        ("nach der Magdalenenflut", "en", "after the Magdalene flood", False),
        ("am Martinstag", "en", "on St Martin's Day", False),
        ("in der Lübecker Marienkirche", "en", "in St Andrew's Church in Lübeck", True),
        ("am Tag der heiligen Maria Magdalena", "en", "on the feast of St Catherine of Siena", True),
    ],
)
def test_saints_and_their_churches_are_translated(german: str, language: str, answer: str, is_refused: bool) -> None:
    source, told = f"Am Sonntag spielt {german} Rosa Lohse.", f"On Sunday {answer} Rosa Lohse plays."
    assert refused(told, source, language, "de", "translate") is is_refused


@pytest.mark.parametrize(
    ("source", "of"),
    [
        ("12 Mayıs Pazartesi günü Nurten Aksoy konuştu.", "tr"),
        ("Na Segunda-feira, 12 de Maio, falou Nurten Aksoy.", "pt"),
        ("W Poniedziałek, 12 Maja, mówiła Nurten Aksoy.", "pl"),
        ("El Lunes 12 de Mayo habló Nurten Aksoy.", "es"),
        ("Lunedì 12 Maggio ha parlato Nurten Aksoy.", "it"),
        ("Maanantaina 12. Toukokuuta puhui Nurten Aksoy.", "fi"),
        ("V Pondělí 12. Května mluvila Nurten Aksoy.", "cs"),
    ],
)
def test_months_and_days_are_no_names(source: str, of: str) -> None:
    answer = "Am Montag, dem 12. Mai, sprach Nurten Aksoy."
    assert not refused(answer, source, "de", of, "translate")
    assert not refused(source, answer, of, "de", "translate")
    assert refused(answer.replace("Aksoy", "Demir"), source, "de", of, "translate")


@pytest.mark.parametrize(
    ("of", "source", "language", "answer", "is_refused"),
    [
        ("en", "The Liberal Democrats gained six seats.", "en", "The vote is in: Lib Dems gain six seats.", False),
        ("en", f"On Monday the Tories met Ann, {LATE}", "en", f"On Monday the Conservatives met Ann, {LATE}", False),
        ("en", f"On Monday Labour met Ann Poole, {LATE}", "en", f"On Monday the Tories met Ann Poole, {LATE}", True),
        ("de", "Die Grünen-Kandidatin Franka Seidel siegte.", "nl", "Franka Seidel van de Groenen won.", False),
        ("de", "Grüne und SPD wählten Franka Seidel.", "fr", "Verts et socialistes : Franka Seidel est élue.", False),
        ("de", "Die SPD wählte Franka Seidel.", "de", "Die Sozialdemokraten wählten Franka Seidel.", False),
        ("de", "Die SPD wählte Franka Seidel.", "de", "Die CDU wählte Franka Seidel.", True),
        ("de", "Franka Seidel von der SPD gewann.", "en", "Franka Seidel of the CDU won.", True),
    ],
)
def test_a_party_has_several_names(of: str, source: str, language: str, answer: str, is_refused: bool) -> None:
    assert refused(answer, source, language, of, "rewrite" if of == language else "translate") is is_refused


@pytest.mark.parametrize(
    ("answer", "is_refused"),
    [
        ("项目负责人费姆克·德弗里斯（Femke de Vries）这样说，乌尔苏拉·冯·勃兰特（Ursula von Brandt）同意。", False),
        ("格罗宁根的项目负责人费姆克·德弗里斯这样说，乌尔苏拉·冯·勃兰特同意。", False),
        ("项目负责人安娜·施密特（Anna Schmidt）这样说，乌尔苏拉·冯·勃兰特同意。", True),
        ("项目负责人安娜·施密特这样说。", True),
    ],
)
def test_a_name_in_chinese_is_the_one_in_brackets_behind_it(answer: str, is_refused: bool) -> None:
    assert refused(answer, SOLAR, "zh", "en", "translate") is is_refused


@pytest.mark.parametrize(
    ("tag", "is_refused"),
    [("Hartwell Academy", False), ("Environment Agency", False), ("Hartwill Academy", True), ("Amira Nasset", True)],
)
def test_a_misspelt_institution_may_be_written_right_in_a_tag(tag: str, is_refused: bool) -> None:
    data = {"tags": [tag, "tree planting"]}
    assert refused(str(data), SCHOOL, "en", "en", "tags", data) is is_refused
