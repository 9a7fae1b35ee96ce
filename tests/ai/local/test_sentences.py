import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.local.sentences import split


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Der Weg ist 4,2 km lang, z. B. seit dem 12. November 2026. Er ist offen.", 2),
        ("Die Kosten liegen bei 3.8 Mio. Euro. Das Land zahlt.", 2),
        ("Dr. Huber und Prof. Dr. Meier kamen um 9.30 Uhr. Alle waren da.", 2),
        ("Version 7.3 is out. It fixes e.g. two faults. See No. 5.", 3),
        ("„Gut.“ Dann ging er.", 2),
        ("He said “Stop!” and left. Nobody followed.", 2),
        ("Is it open? Yes! It is…", 3),
        ("The U.S. team won. J. S. Bach did not.", 2),
        ("« La vanne est ouverte. » Le maire l'a dit.", 2),
        ("Il répète : « Non ! » [1] Puis il part.", 2),
        ("Er ging. »Gut«, sagte sie.", 2),
        ("東京は首都です。人が多い。", 2),
        ("Am 3. März beginnt die 2. Liga. Am 4. nicht.", 2),
        ("He said no. Then he left.", 2),
        ("One line\nbroken in two.\n\nAnother paragraph", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len(split(text)) == count


@given(st.text(max_size=300))
def test_nothing_but_white_space_gets_lost(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


def test_a_spanish_question_begins_a_sentence_after_an_abbreviation() -> None:
    assert split("Abre a las 15:00 h. ¿Quién va? Todos.") == ["Abre a las 15:00 h.", "¿Quién va?", "Todos."]
