"""Uploaded documents as text."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aicmr.lib import documents, extracting
from aicmr.lib.documents import Unreadable
from aicmr.lib.extracting import DocumentError
from tests.documents import archive, docx, pdf

LINES = [
    "The new pier opens on Saturday, 14 March 2026, and is",
    "220 metres long. It cost 3.2 million euros (a third",
    "less than planned).",
]


def test_a_pdf_gives_running_text() -> None:
    _, text = documents.read(pdf(LINES))
    assert text == " ".join(LINES)


def test_words_divided_at_the_end_of_a_line_are_joined() -> None:
    assert documents.paragraphs(["The har-\nbour is open."]) == "The harbour is open."


def test_what_stands_on_every_page_is_left_out() -> None:
    pages = [["Tide Tables 2026", f"Page text number {number} says something new.", str(number)] for number in range(6)]
    _, text = documents.read(pdf(*pages))
    assert "Tide Tables" not in text and "number 3 says" in text and not text.rstrip().endswith("5")


def test_a_word_document_keeps_headings_lists_and_paragraphs() -> None:
    _, text = documents.read(docx("# The pier", "It opens on Saturday & is long.", "Grüße 🚢"))
    assert "<h1>The pier</h1>" in text and "It opens on Saturday &amp; is long." in text and "Grüße 🚢" in text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Grüße".encode(), "Grüße"),
        (b"\xef\xbb\xbf" + "Grüße".encode(), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
        ("Grüße – heute".encode("cp1252"), "Grüße – heute"),
    ],
)
def test_text_is_read_in_the_encodings_that_people_have(data: bytes, text: str) -> None:
    assert documents.read(data) == ("", text)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and nothing", "damaged"),
        (pdf([""]), "may be a scan"),
        (b"PK\x03\x04 broken", "damaged"),
        (archive({"a.txt": "x"}), "no Word document"),
        (archive({"word/document.xml": "<broken"}), "damaged"),
        (docx(""), "no text"),
        (b"\xd0\xcf\x11\xe0 old", "old Word file"),
        (b"{\\rtf1 text}", "RTF"),
        (b"GIF89a\x00\x01", "no text"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(data: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        documents.read(data)


def test_a_document_that_unpacks_to_a_mountain_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_UNPACKED", 100_000)
    with pytest.raises(Unreadable, match="too large when unpacked"):
        documents.read(docx(*["x" * 1000] * 200))


def test_a_document_that_declares_entities_is_refused() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="w">&b;</w:document>'
    with pytest.raises(Unreadable, match="declares entities"):
        documents.read(archive({"word/document.xml": bomb}))


@given(
    st.binary(max_size=300), st.sampled_from([lambda b: b, lambda b: b"%PDF-1.4\n" + b, lambda b: b"PK\x03\x04" + b])
)
@settings(max_examples=60, deadline=None)
def test_no_bytes_break_the_reader(data: bytes, dressed: Callable[[bytes], bytes]) -> None:
    try:
        title, text = documents.read(dressed(data))
    except Unreadable as error:
        assert str(error).endswith(".")
    else:
        assert isinstance(text, str) and isinstance(title, str)


def test_a_truncated_word_document_is_damaged_not_half_read() -> None:
    whole = docx(*[f"Paragraph {number}" for number in range(300)])
    with pytest.raises(Unreadable, match="damaged"):
        documents.read(whole[: len(whole) // 2])
    assert zipfile.is_zipfile(BytesIO(whole))


def test_the_worker_reads_in_another_process_and_learns_why_not() -> None:
    assert "220 metres" in extracting.text_of(pdf(LINES))[1]
    with pytest.raises(DocumentError, match="old Word file"):
        extracting.text_of(b"\xd0\xcf\x11\xe0 old")


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracting, "TIMEOUT", 0.001)
    with pytest.raises(DocumentError, match="takes too long"):
        extracting.text_of(pdf(LINES))
