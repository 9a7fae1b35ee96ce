from ai.local.facts import names, numbers, parse


def test_each_bullet_paragraph_and_row_is_a_fact() -> None:
    notes = "- One is here.\n- Two goes\n  on.\n\nSome\nmore.\n\n1. Three\n2) Four\n\n| a | 5 |\n|---|--|\n"
    found = parse(notes)
    assert [fact.text for fact in found] == [
        "One is here.", "Two goes on.", "Some more.", "Three", "Four", "a – 5",
    ]  # fmt: skip


def test_notes_under_a_note_stay_with_it() -> None:
    (fact,) = parse("- Prices:\n  - adults 5 €\n  - children 2 €")
    assert (fact.text, fact.items) == ("Prices:", ["adults 5 €", "children 2 €"])


def test_headings_of_the_notes_group_them() -> None:
    assert [fact.group for fact in parse("- a\n## Money\n- b\n")] == ["", "Money"]


def test_markdown_goes_and_words_and_addresses_stay() -> None:
    (fact,) = parse("- **Bold** [report](https://example.org/r) and `code_name`")
    assert fact.text == "Bold report and code_name"
    assert fact.links == [("report", "https://example.org/r")]


def test_numbers_are_found_as_written() -> None:
    assert numbers("4,2 km, 3.8 million, 12. November 2026, 1'000, 9–19, 7.3.1.") == [
        "4,2", "3.8", "12", "2026", "1'000", "9", "19", "7.3.1",
    ]  # fmt: skip


def test_names_are_what_is_capitalised_inside_a_sentence_and_identifiers() -> None:
    assert names("The mayor Anna Weber fixed CVE-2026-25517 in Lindenau.", "en") == [
        "CVE-2026-25517", "Anna", "Weber", "Lindenau",
    ]  # fmt: skip
    assert "Wagtail" in names("Wagtail 7.3 is out.", "en")


def test_every_row_of_a_table_is_a_note_of_its_own() -> None:
    found = parse("| Ticket | 2027 |\n|---|---|\n| Single | €3.10 |\n| Day | €8.40 |")
    assert [fact.text for fact in found] == ["Ticket – 2027", "Single – €3.10", "Day – €8.40"]
