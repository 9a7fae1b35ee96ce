import pytest

from ai.local.instructions import read


@pytest.mark.parametrize(
    ("text", "code", "heading"),
    [
        ("Lead with autosave; say what it saves, when, and what happens when two people edit.", "en", "Autosave"),
        ("Explain the new content checks with one example.", "en", "New content checks"),
        ("Put what only developers will notice into one paragraph.", "en", "What only developers will notice"),
        ("Beginne mit den Öffnungszeiten.", "de", "Öffnungszeiten"),
        ("Erkläre, warum die Stadt den Sonntag ausprobiert.", "de", "Warum die Stadt den Sonntag ausprobiert"),
        ("Commence par le calendrier des travaux.", "fr", "Calendrier des travaux"),
        ("Explica cómo se paga.", "es", "Cómo se paga"),
    ],
)
def test_the_subject_of_an_instruction_can_be_a_heading(text: str, code: str, heading: str) -> None:
    assert read(text, code).heading == heading


@pytest.mark.parametrize(
    "text",
    ["Do not mention the price.", "Avoid jargon.", "Use short sentences.", "Keine Werbung.", "No marketing tone."],
)
def test_what_is_forbidden_or_about_style_has_no_subject(text: str) -> None:
    assert not read(text, "en").has_subject


def test_an_instruction_in_another_language_gives_no_heading() -> None:
    found = read("Explain the costs.", "de")
    assert found.has_subject
    assert found.heading == ""


def test_place_and_example_are_understood() -> None:
    assert read("Lead with the vote.", "en").leads
    assert read("End with the outlook.", "en").ends
    assert read("Explain it with an example from the text.", "en").example


def test_a_statement_is_never_a_heading() -> None:
    assert read("Mention that the mayor lied.", "en").heading == ""
