"""A piece in another language is found, however short, and titles, names and what the text itself has may stay."""

import time

import pytest

from ai.guards import foreign, language
from ai.guards.recipes import expecting

TEXTS = {
    "en": "The library will open on Sundays too, its director said. Many neighbours had asked for it for years.",
    "de": "Die Bibliothek öffnet künftig auch sonntags, sagte die Leiterin. Viele Nachbarn hatten darum gebeten.",
    "es": "La biblioteca abrirá también los domingos, dijo la directora. Muchos vecinos lo habían pedido durante años.",
    "pt": "A biblioteca vai abrir também aos domingos, disse a diretora. Muitos vizinhos pediam isso há anos.",
    "fr": "La bibliothèque ouvrira aussi le dimanche, a dit la directrice. Beaucoup de voisins le demandaient.",
    "sv": "Biblioteket kommer att ha öppet även på söndagar, sade chefen. Många grannar hade bett om det i flera år.",
    "tr": "Kütüphane artık pazar günleri de açık olacak, dedi müdür. Birçok komşu bunu yıllardır istiyordu.",
    "ja": "図書館は日曜日も開館すると館長が述べた。多くの住民が何年も求めてきたもので、ようやく予算がついた。",
    "ru": "Библиотека будет работать и по воскресеньям, сказала директор. Многие жители просили об этом годами.",
    "nl": "De bibliotheek gaat ook op zondag open, zei de directeur. Veel buren hadden er jaren om gevraagd.",
}


def judged(feature: str, source: str, wanted: str, given: str, put: str) -> bool:
    """Whether the language guard lets the piece pass in an answer that is else in the language."""
    text, answer = f"{TEXTS[source]} " * 2, f"{TEXTS[wanted]} " * 2
    expect = expecting(feature, language=wanted, source=f"<p>{text}</p>{given}", source_language=source)
    verdict = language.check(f"<p>{answer}</p>{put}", None, expect)
    assert verdict is not None
    return verdict.ok


@pytest.mark.parametrize(
    ("source", "wanted", "piece"),
    [
        ("en", "es", "<h2>A lake that breathes</h2>"),
        ("en", "de", "<li>Most of it came from a single bay in the south.</li>"),
        ("en", "es", '<img src="/a.jpg" alt="A gloved hand holding a sensor">'),
        ("en", "de", "<table><caption>The first train leaves the station</caption></table>"),
        ("en", "fr", "<h2>Electric ferry enters service in Port Lorne</h2>"),
        ("de", "en", "<h2>Ein Dorf bekommt sein Wasser zurück</h2>"),
        ("de", "en", "<h2>Bahnstrecke ab Herbst gesperrt</h2>"),
        ("en", "ja", "<p>There is still no clear answer.</p>"),
        ("ja", "en", "<p>町の財布の事情はまだわからない。</p>"),
        ("ru", "en", "<p>Мы не знаем, что будет дальше с этим домом.</p>"),
        ("en", "ru", "<td>We do not know what comes next.</td>"),
        ("fr", "en", "<p>« Nous ne savions pas quoi faire de cette maison vide », dit-elle.</p>"),
    ],
)
def test_a_piece_that_was_left_untranslated_is_refused(source: str, wanted: str, piece: str) -> None:
    assert not judged("translate", source, wanted, piece, piece)


@pytest.mark.parametrize(
    ("wanted", "piece"),
    [
        ("pt", "<li>Los otoños cálidos las hicieron más fuertes.</li>"),
        ("pt", "<p>La victoria todavía estuvo en peligro hacia el final, mas a equipa ganhou o jogo.</p>"),
        ("pt", "<h2>Retournement de situation en neuf minutes</h2>"),
        ("pt", "<blockquote><p>Nobody threw in the towel.</p></blockquote>"),
        ("es", "<li>Os outonos quentes tornaram mais fortes as emissões repentinas.</li>"),
        ("es", "<p>Faceva molto freddo quella mattina.</p>"),
        ("es", "<p>Les veïnes del carrer també ho volien així.</p>"),
        ("sv", "<p>Det verste er ikke at disken går i stykker, men at man aldri har prøvd.</p>"),
        ("sv", "<p>Det værste er, at man aldrig har prøvet det.</p>"),
        ("de", "<p>De eerste trein verlaat het station.</p>"),
        ("nl", "<p>Der erste Zug verlässt den Bahnhof.</p>"),
        ("nl", "<p>Ons het nie geweet wat om te doen nie.</p>"),
        ("tr", "<li>İndiyə qədər 4 kiçik yanğın barədə məlumat verilib.</li>"),
        ("ru", "<p>Ми не знаємо, що буде далі.</p>"),
        ("ja", "<p>There is still no clear answer as to how it will be paid.</p>"),
        ("en", "<p>Es war sehr kalt.</p>"),
        ("en", "<p>图书馆星期天也会开放，居民都很高兴。</p>"),
        ("de", "<p>Er sagte: „I have nothing to say about it.“</p>"),
        ("de", "<p>Er blieb, but nobody knew why he did it.</p>"),
        ("fr", '<img src="/a.jpg" alt="A hand above a hole in the ice">'),
    ],
)
def test_a_sentence_in_a_near_or_a_far_language_is_refused(wanted: str, piece: str) -> None:
    assert not judged("rewrite", wanted, wanted, "", piece)


@pytest.mark.parametrize(
    ("source", "wanted", "given", "put"),
    [
        ("en", "de", "<h2>Breaking News</h2>", "<h2>Breaking News</h2>"),
        ("en", "de", "<h2>Corporate Governance</h2>", "<h2>Corporate Governance</h2>"),
        ("en", "de", "<p>He read “The Old Man and the Sea”.</p>", "<p>Er las „The Old Man and the Sea“.</p>"),
        ("de", "es", "<p>„We are the champions“ erklang.</p>", "<p>Sonó «We are the champions».</p>"),
        ("fr", "en", "<p><em>Non, je ne regrette rien</em></p>", "<p>She sang <em>Non, je ne regrette rien</em></p>"),
        ("es", "en", "<p><em>El amor en los tiempos del odio</em></p>", "<p>Of <em>El amor en los tiempos</em></p>"),
        ("ja", "en", "<p>『千と千尋の神隠し』が上映される。</p>", "<p>Spirited Away (千と千尋の神隠し) is shown.</p>"),
        ("en", "ja", "<p>The London Symphony</p>", "<p>ロンドン交響楽団（The London Symphony）が演奏。</p>"),
        ("en", "fr", "<p>Save the Children joined.</p>", "<p>Save the Children a participé.</p>"),
        ("en", "nl", "<p>Run <code>push to the main</code>.</p>", "<p>Voer <code>push to the main</code> in.</p>"),
        ("es", "pt", "<p>Los vecinos no están contentos.</p>", "<p>Os vizinhos da rua não estão contentes.</p>"),
        ("pt", "es", "<p>A vitória não foi fácil.</p>", "<p>La victoria no fue fácil.</p>"),
        ("de", "en", "<p>Der Satz „Ich bin ein Berliner“.</p>", "<p>The sentence “Ich bin ein Berliner” is known.</p>"),
        ("en", "sv", "<h2>All you need to know</h2>", "<h2>Allt du behöver veta</h2>"),
        ("en", "tr", "<h2>A new bus for the hills</h2>", "<h2>Tepeler için yeni bir otobüs</h2>"),
    ],
)  # fmt: skip
def test_titles_names_code_and_short_headings_may_stay(source: str, wanted: str, given: str, put: str) -> None:
    assert judged("translate", source, wanted, given, put)


@pytest.mark.parametrize(
    ("wanted", "piece"),
    [
        ("de", "<p>Das Schild lautete: „Please do not feed the birds or the ducks.“</p>"),
        ("de", "<p>An der Tür stand: We will be back soon.</p>"),
        ("en", "<p>The motto is <em>Omnia vincit amor et nos cedamus amori</em>.</p>"),
        ("ja", "<p>看板には「We will be back as soon as we can」とあった。</p>"),
    ],
)
def test_a_foreign_sentence_that_the_text_has_may_stay(wanted: str, piece: str) -> None:
    assert judged("rewrite", wanted, wanted, piece, piece)


@pytest.mark.parametrize(
    ("wanted", "good"),
    [
        ("pt", "Os outonos quentes tornaram mais fortes as emissões, mas ninguém deitou a toalha ao chão."),
        ("gl", "Os veciños da rúa tamén o querían así, pero ninguén sabía como facelo."),
        ("ca", "Les veïnes del carrer també ho volien així, però ningú no sabia com fer-ho."),
        ("it", "Anche i vicini lo volevano così, ma nessuno sapeva come farlo."),
        ("no", "Det verste er ikke at disken går i stykker, men at man aldri har prøvd å lese filene."),
        ("da", "Det værste er ikke, at disken går i stykker, men at man aldrig har prøvet at læse filerne."),
        ("nn", "Det verste er ikkje at disken går sund, men at ein aldri har prøvd å lesa filene."),
        ("af", "Niemand het geweet wat om te doen nie, maar die bure wou dit ook so hê."),
        ("cs", "Sousedé to také chtěli, ale nikdo nevěděl, jak to udělat."),
        ("sk", "Susedia to tiež chceli, ale nikto nevedel, ako to urobiť."),
        ("uk", "Сусіди теж цього хотіли, але ніхто не знав, як це зробити."),
        ("bg", "И съседите го искаха, но никой не знаеше как да го направи."),
        ("sr", "И комшије су то хтеле, али нико није знао како да то уради."),
        ("sr", "I komšije su to htele, ali niko nije znao kako da to uradi."),
        ("az", "Qonşular da bunu istəyirdi, amma heç kim bunu necə edəcəyini bilmirdi."),
        ("id", "Para tetangga juga menginginkannya, tetapi tidak ada yang tahu bagaimana caranya."),
        ("ms", "Jiran-jiran juga mahukannya, tetapi tiada siapa yang tahu bagaimana caranya."),
    ],
)
def test_a_good_sentence_is_not_taken_for_a_neighbour(wanted: str, good: str) -> None:
    expect = expecting("rewrite", language=wanted, source=good)
    assert foreign.found(good, wanted, expect) == "" and foreign.other_language(good, wanted) == ""


def test_a_long_text_is_read_quickly() -> None:
    expect = expecting("translate", language="de", source=TEXTS["en"] * 200, source_language="en")
    began = time.monotonic()
    foreign.found(TEXTS["de"] * 200, "de", expect)
    foreign.found("<em" * 7000 + "a, " * 7000, "de", expect)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("source", "wanted", "given", "put"),
    [
        (
            "en",
            "fr",
            "<table><caption>What you need</caption></table>",
            "<table><caption>What you need</caption></table>",
        ),
        ("en", "de", "<h3>Before you go</h3>", "<h3>Before you go</h3>"),
        ("es", "en", "<h2>Lo que hay</h2>", "<h2>Lo que hay</h2>"),
        ("de", "en", "<h2>Wann wir öffnen</h2>", "<h2>Wann wir öffnen</h2>"),
        ("en", "en", "", "<table><tr><th>Ab dem 1. Juni gültig</th></tr></table>"),
        ("fr", "fr", "", "<table><tr><th>Taille</th><th>What we know</th></tr></table>"),
        ("nl", "nl", "", "<p>Every second week.</p><h3>What happens next</h3>"),
        ("fr", "fr", "", "\n\n| Marché | Dates and opening hours | Taille |\n|---|---|---|\n| Colmar | lundi | 52 |"),
    ],
)
def test_two_or_three_words_in_another_language_are_refused(source: str, wanted: str, given: str, put: str) -> None:
    assert not judged("translate" if source != wanted else "table", source, wanted, given, put)


@pytest.mark.parametrize(
    ("source", "wanted", "given", "put"),
    [
        ("fr", "en", "<li>Crème fraîche</li><li>coq au vin</li>", "<li>Crème fraîche</li><li>coq au vin</li>"),
        ("en", "de", "<li>baked pasta</li>", "<li>Pasta al forno</li>"),
        ("es", "en", "<h2>Casa de la Villa</h2>", "<h2>Casa de la Villa</h2>"),
        ("en", "fr", "<caption>Save the Children</caption>", "<caption>Save the Children</caption>"),
        ("en", "de", "<td>Light show</td><td>online</td>", "<td>Light show</td><td>online</td>"),
        ("de", "de", "<h2>What you need</h2>", "<h2>What you need</h2>"),
        ("fr", "fr", "", "\n\n| Marché | Dates et horaires | Taille |\n|---|---|---|\n| Colmar | lundi | 52 |"),
    ],
)
def test_dishes_names_and_what_the_text_has_may_stay(source: str, wanted: str, given: str, put: str) -> None:
    assert judged("translate" if source != wanted else "table", source, wanted, given, put)
