"""What readers see of a text: hidden things go, all else stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from aicmr.lib import seen

WORDS = st.text(
    alphabet=st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="<>[]!&\u2800"), max_size=40
)


@given(st.text(max_size=60))
def test_nothing_breaks_and_a_second_time_changes_nothing(text: str) -> None:
    assert seen.visible(seen.visible(text)) == seen.visible(text)
    assert seen.hides(text) in (True, False)


@given(st.lists(st.sampled_from(["<div hidden>", "</div>", "<div>", "<!--", "-->", "a", "![x](y)", "\n"]), max_size=12))
def test_a_text_that_reads_as_it_should_be_read_never_grows(parts: list[str]) -> None:
    text = "".join(parts)
    assert len(seen.readable(text)) <= len(text)


@given(WORDS, WORDS)
def test_words_around_what_is_hidden_stay(before: str, after: str) -> None:
    before, after = seen.visible(before), seen.visible(after)
    hidden = "<span style='display:none'>a <span>b</span> c</span>"
    assert seen.readable(f"{before}{hidden}{after}") == before + after


@pytest.mark.parametrize(
    "text",
    [
        "क्\u200dष",
        "می\u200cروم",
        "👩\u200d🔬",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "日本語",
        "é",
        "e\u0301",
        "a\u00a0b",
        "𝔘",
        "🏴",
    ],
)
def test_characters_that_mean_something_stay(text: str) -> None:
    assert seen.visible(text) == text


@pytest.mark.parametrize(
    "text",
    ["a\u200bb", "a\u200db", "a\u200c\u200d\u200cb", "a\U000e0041b", "a\U000e0100\U000e01efb", "a\ufe00b", "a\u3164b",
     "a\u202eb", "a\u00adb", "a\ufe0f\ufe0f\ufe0fb", "a\ufff9b", "a\u206ab"],
)  # fmt: skip
def test_characters_without_shape_go(text: str) -> None:
    assert seen.visible(text) == "ab"


@pytest.mark.parametrize(
    "style",
    ["display:none", "DISPLAY : NONE ;", r"d\69 splay:none", "dis/* x */play: none", "visibility:hidden", "opacity:0",
     "opacity: .0", "opacity:0%", "color:red;font-size:0", "font-size: 1px", "font-size:0.01em", "text-indent:-9999px",
     "position:absolute;left:-10000px", "margin-left:-99em", "clip-path:inset(50%)", "clip:rect(0,0,0,0)",
     "transform:scale(0)", "height:0;overflow:hidden", "overflow:hidden;width:1px", "color:transparent",
     "color:rgba(0,0,0,0)"],
)  # fmt: skip
def test_styles_that_hide(style: str) -> None:
    assert seen.hides(style)


@pytest.mark.parametrize(
    "style",
    ["", "display:block", "opacity:0.5", "opacity:1", "font-size:0.9em", "font-size:12px", 
     "left:-9px", "margin-top:-20px", "height:100px;overflow:hidden", "width:1px;border:0", "transform:scale(0.9)",
     "background-clip:text;color:transparent", "color:rgba(0,0,0,0.6)", "letter-spacing:0", "line-height:0.9"],
)  # fmt: skip
def test_styles_that_do_not_hide(style: str) -> None:
    assert not seen.hides(style)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a <!-- b --> c", "a  c"),
        ("a <!-- b", "a <!-- b"),
        ("[//]: # (b)\na", "\na"),
        ("[x]: <> 'b'\na", "\na"),
        ("[1]: https://example.org 'The port'\na", "[1]: https://example.org 'The port'\na"),
        ("![b](c.png) a ![b][d]", " a "),
        ("[a](https://example.org/x_(y) 'b')", "[a](https://example.org/x_(y) 'b')"),
        ("[a](https://example.org 'b') c", "[a](https://example.org) c"),
        ("a <div>b</div> <p hidden>c <p>d</p></p>e", "a <div>b</div> e"),
        ("a <script>b</script>c<br>d", "a c<br>d"),
        ("a <div hidden>b", "a b"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
    ],
)
def test_markdown_as_it_is_read(text: str, read: str) -> None:
    assert seen.readable(text) == read


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "![",
        '<a "',
        "<p hidden>",
        "<p hidden></p>",
        "<div style='",
        '](a "',
        "[a]: # (",
        "<" * 5,
        "<a b=' \"",
        "/*",
        "![](x 'a",
    ],
)
def test_no_text_takes_long_to_read(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    seen.readable(text)
    seen.hides(text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "text",
    [
        f"[x]: #{' ' * 100_000}x",
        "".join(f"<x{number} hidden>" for number in range(8_000)),
        "".join(f"<x{number} hidden><x{number}>" for number in range(5_000)),
    ],
)
def test_no_text_of_many_parts_takes_long_to_read(text: str) -> None:
    began = time.process_time()
    seen.readable(text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("piece", ["@a", "@a{", "@a{b{}", "@a;", "a{b:c}", "@media x{.a{b:c}}", "/*", "\\41 "])
@pytest.mark.parametrize("end", ["", "}", "{x{"])
def test_no_style_sheet_takes_long_to_read(piece: str, end: str) -> None:
    page = html.Element("html")
    etree.SubElement(page, "style").text = piece * (100_000 // len(piece)) + end
    began = time.process_time()
    seen.drop_hidden(page)
    assert time.process_time() - began < 2


def test_rules_for_some_screens_alone_hide_nothing() -> None:
    sheet = "@import x; .a{display:none} @media print{.b{display:none}} @media x{@supports y{.c{display:none}}}"
    page = html.document_fromstring(f"<style>{sheet}</style><p class=a>A<p class=b>B<p class=c>C")
    seen.drop_hidden(page)
    assert page.text_content() == "BC"


@pytest.mark.parametrize(
    ("written", "is_seen"),
    [
        ('<p><span style="color:#fff">word</span></p>', False),
        ('<p><span style="color: white; background: #FFFFFF">word</span></p>', False),
        ('<p style="background-color:#123;color:#123">word</p>', False),
        ('<p style="background-color:#123;color:#fff">word</p>', True),
        ('<div style="background:#222"><p style="color:#fff">word</p></div>', True),
        ('<div class="has-black-background-color"><p style="color:white">word</p></div>', True),
        ('<p style="color:#fff;text-shadow:0 0 2px #000">word</p>', True),
        ('<p style="color:#c00">word</p>', True),
    ],
)
def test_text_of_the_colour_of_its_ground_is_not_seen(written: str, is_seen: bool) -> None:
    page = html.document_fromstring(f"<html><body><p>before</p>{written}</body></html>")
    seen.drop_hidden(page)
    assert ("word" in page.text_content()) == is_seen
