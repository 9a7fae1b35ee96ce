import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicmr.lib import paste


def bare(html: str) -> str:
    """Without block ids and line breaks."""
    return re.sub(r' data-id="\w+"', "", html).replace("\n", "")


WORD_LIST = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body>
<!--StartFragment--><p class=MsoNormal>Before<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7pt "Times New Roman"'>   </span></span></span><![endif]>First</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o  </span>Inner</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·  </span>Second</p>
<p class=MsoNormal>After</p><!--EndFragment--></body></html>
"""


def test_a_list_from_word_becomes_a_nested_list() -> None:
    html = bare(paste.to_html(WORD_LIST))
    assert html.startswith("<p>Before</p><ul><li>First<ul><li>Inner</li></ul></li><li>Second</li></ul>")
    assert html.endswith("<p>After</p>") and "·" not in html and "mso" not in html.lower()


def test_headings_from_word_keep_their_rank_below_the_title() -> None:
    html = bare(paste.to_html("<p class=MsoTitle>T</p><p class=MsoHeading2>H</p><p class=MsoNormal>x</p>"))
    assert html == "<h2>T</h2><h3>H</h3><p>x</p>"


def test_google_docs_styles_become_elements() -> None:
    docs = (
        '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr">'
        '<span style="font-weight:400">Plain </span>'
        '<span style="font-weight:700">bold</span><span style="font-style:italic"> slanted</span></p></b>'
    )
    assert bare(paste.to_html(docs)) == "<p>Plain <strong>bold</strong><em> slanted</em></p>"


def test_bold_and_italic_at_once() -> None:
    html = bare(paste.to_html('<p><span style="font-weight:700;font-style:italic">both</span></p>'))
    assert html == "<p><strong><em>both</em></strong></p>"


def test_markdown_becomes_structure() -> None:
    html = bare(paste.to_html(text="## Head\n\nSome **bold** and [a link](https://example.org).\n\n- one\n- two\n"))
    assert html == (
        '<h2>Head</h2><p>Some <strong>bold</strong> and <a href="https://example.org">a link</a>.</p>'
        "<ul><li>one</li><li>two</li></ul>"
    )


def test_tables_in_markdown_become_tables() -> None:
    assert "<td>2</td>" in paste.to_html(text="| a | b |\n|---|---|\n| 1 | 2 |\n")


@pytest.mark.parametrize(
    "evil",
    [
        "<p onclick=alert(1)>x</p><script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        '<img src="x" onerror="alert(1)">x',
        "<svg><script>alert(1)</script></svg>x",
    ],
)
def test_nothing_that_runs_survives(evil: str) -> None:
    html = paste.to_html(evil)
    assert "alert" not in html and "onclick" not in html and "x" in html


def test_html_in_markdown_stays_text() -> None:
    assert "<script" not in paste.to_html(text="<script>alert(1)</script>")


@given(st.text(), st.text())
def test_whatever_is_pasted_it_never_fails(html: str, text: str) -> None:
    once = paste.to_html(html, text)
    assert isinstance(once, str)
