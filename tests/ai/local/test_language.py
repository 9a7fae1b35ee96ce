import pytest

from ai.local.language import detect, same

SENTENCES = {
    "en": "The bridge was closed for two years and opened again in March.",
    "de": "Der Radweg zwischen Altstadt und Hafen ist seit November offen.",
    "fr": "La ligne de tramway relie les deux rives et compte dix-huit stations.",
    "es": "La biblioteca abre los domingos y no cobra entrada a los vecinos.",
    "it": "Il ponte sul fiume è stato chiuso per due anni e riapre a marzo.",
    "nl": "De nieuwe brug is sinds dinsdag open voor fietsers en het verkeer.",
    "pt": "A ponte nova não está aberta ao trânsito, mas as obras já terminaram.",
    "vi": "Con đường mới dài bốn cây số và được mở cho xe đạp từ tháng mười một.",
    "pl": "Nowa ścieżka rowerowa nad rzeką została otwarta w listopadzie i ma cztery kilometry.",
    "sv": "Den nya cykelvägen längs ån är öppen sedan november och kostade mycket.",
    "zh": "这条新的自行车道长四公里，十一月开放。",
    "ja": "新しい自転車道は十一月に開通しました。",
    "ko": "새 자전거 도로는 십일월에 개통되었다.",
    "ar": "افتتح الطريق الجديد للدراجات في نوفمبر.",
    "he": "שביל האופניים החדש נפתח בנובמבר.",
    "ru": "Новая велодорожка вдоль реки открыта с ноября.",
    "el": "Ο νέος ποδηλατόδρομος άνοιξε τον Νοέμβριο.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_plain_sentence_shows_its_language(code: str) -> None:
    found, confidence = detect(SENTENCES[code])
    assert found == code
    assert confidence > 0.5


@pytest.mark.parametrize("text", ["", "   ", "12345 67,8 €", "!!!", "x", "https://example.org/der/die/das"])
def test_text_without_words_has_no_language(text: str) -> None:
    assert detect(text) == (None, 0.0)


def test_names_and_code_alone_are_not_guessed() -> None:
    assert detect("Kubernetes PostgreSQL Redis")[0] is None


def test_a_foreign_quotation_does_not_turn_a_text() -> None:
    assert detect(SENTENCES["de"] * 3 + " “To be or not to be.”")[0] == "de"


def test_regions_belong_to_their_language() -> None:
    assert same("de-AT", "de")
    assert not same("de", "en")
    assert not same("", "")
