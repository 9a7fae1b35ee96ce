"""Briefs as files: what is understood, and what is said about the rest."""

from pathlib import Path

import pytest

from ai.writing.briefs import BriefError, parse, read, words_wanted

GOOD = """---
topic: "The pier: opened at last"
audience: readers of the local paper
tone: plain, friendly
length: 1,200 words
language: English
instructions:
  - Lead with the date.
  - Note: no marketing.
sources:
  - report.md
  - https://example.org/pier
---
- The pier opened on 3 May 2026.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.md").write_text("# The report\n\nText.", encoding="utf-8")
    return tmp_path


def fault(text: str, folder: Path | None = None) -> str:
    with pytest.raises(BriefError) as error:
        parse(text, folder=folder)
    return str(error.value)


def test_a_whole_brief_is_understood(folder: Path) -> None:
    brief = parse(GOOD, folder=folder)
    assert (brief.topic, brief.language, words_wanted(brief.length)) == ("The pier: opened at last", "en", 1200)
    assert brief.instructions == ["Lead with the date.", "Note: no marketing."]
    assert brief.links == ["https://example.org/pier"]
    assert [(file.title, file.address) for file in brief.files] == [("The report", "report.md")]
    assert brief.facts == "- The pier opened on 3 May 2026."
    assert brief.warnings == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_and_marks_of_editors_do_not_matter(tmp_path: Path, newline: str, start: str) -> None:
    path = tmp_path / "brief.md"
    path.write_bytes((start + "---\ntopic: Pier\n---\n- Open.\n".replace("\n", newline)).encode())
    assert (read(path).topic, read(path).facts) == ("Pier", "- Open.")


def test_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "brief.md"
    path.write_bytes("---\ntopic: Brücke\n---\n- Offen.\n".encode("utf-16"))
    assert read(path).topic == "Brücke"


def test_one_instruction_needs_no_list() -> None:
    assert parse("---\ntopic: T\ninstructions: Be brief.\n---\n- x").instructions == ["Be brief."]


def test_a_long_text_may_span_lines() -> None:
    text = "---\ntopic: T\naudience: >\n  people who\n  read\ntone: no\n---\n- x"
    assert (parse(text).audience, parse(text).tone) == ("people who read", "no")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("topic: T\n- x", "line 1"),
        ("", "line 1"),
        ("---\ntopic: T\n- x", "not closed"),
        ("---\n---\n- x", "topic is missing"),
        ("---\ntopic:\n---\n- x", "line 2: the topic is missing"),
        ("---\ntopic: a\ntopic: b\n---\n- x", "line 3: “topic” stands here a second time"),
        ("---\ntopic: One: two\n---\n- x", "line 2: a value with a colon"),
        ("---\ntopic: T\n\ttone: x\n---\n- x", "line 3"),
        ("---\ntopic: [a\n---\n- x", "line"),
        ("---\ntopic: [a, b]\n---\n- x", "line 2: “topic” takes one value"),
        ("---\n- a\n- b\n---\n- x", "must be lines such as"),
        ("---\ntopic: T\nlanguage: Klingonish tongue\n---\n- x", "line 3: “Klingonish tongue” is no language code"),
        ("---\ntopic: T\nsources: ftp://a.b/c\n---\n- x", "line 3"),
        ("---\ntopic: T\nsources:\n  - {a: {b: c}}\n---\n- x", "line 3"),
        ("---\ntopic: T\n---\n", "line 4: there are no facts"),
        ("---\ntopic: T\n---\n   \n\n", "there are no facts"),
    ],
)
def test_faults_name_the_line_and_say_what_to_do(text: str, said: str, folder: Path) -> None:
    assert said in fault(text, folder)


def test_unknown_keys_and_lengths_are_only_warned_of() -> None:
    brief = parse("---\ntopic: T\nauthor: me\nlength: short\n---\n- x")
    assert brief.warnings[0].startswith("line 3: “author” is not known")
    assert brief.warnings[1].startswith("line 4: “short” names no number of words")


@pytest.mark.parametrize("path", ["../secret.md", "/etc/passwd", "a/../../secret.md", "link.md"])
def test_sources_outside_the_folder_are_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.md").write_text("secret")
    folder = tmp_path / "briefs"
    folder.mkdir()
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    said = fault(f"---\ntopic: T\nsources: {path}\n---\n- x", folder)
    assert said.startswith("line 3")
    assert "outside the brief's folder" in said


def test_missing_empty_and_binary_sources_are_named(folder: Path) -> None:
    (folder / "empty.md").write_text("  \n")
    (folder / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (folder / "latin.md").write_bytes("Zeile\nBrücke".encode("latin-1"))
    expected = {"none.md": "not there", "empty.md": "empty", "picture.md": "not text", "latin.md": "UTF-8"}
    for name, said in expected.items():
        text = fault(f"---\ntopic: T\nsources: {name}\n---\n- x", folder)
        assert text.startswith("line 3")
        assert said in text


def test_files_that_are_none_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(BriefError):
            read(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [("400 Wörter", 400), ("700 words", 700), ("1.200 Wörter", 1200), ("500-700 words", 600), ("short", 0), ("", 0)],
)
def test_lengths_are_numbers_of_words(text: str, words: int) -> None:
    assert words_wanted(text) == words


@pytest.mark.parametrize("name", ['"a\\0b.md"', "x" * 300 + ".md"])
def test_what_cannot_be_the_name_of_a_file_is_said_in_one_line(tmp_path: Path, name: str) -> None:
    said = fault(f"---\ntopic: T\nsources: [{name}]\n---\n- Fact.", tmp_path)
    assert said.startswith("line 3: the source")
    assert said.endswith("is no name of a file.")


@pytest.mark.parametrize("facts", ["", "---", "# Heading only", "***"])
def test_marks_alone_are_no_facts(facts: str) -> None:
    assert "there are no facts" in fault(f"---\ntopic: T\n---\n{facts}\n")


def test_a_web_page_as_a_file_is_named_by_its_title(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><title>Rain &amp; roads</title><p>Text.</p></html>", encoding="utf-8")
    brief = parse("---\ntopic: T\nsources: page.html\n---\n- Fact.", folder=tmp_path)
    assert brief.files[0].title == "Rain & roads"
