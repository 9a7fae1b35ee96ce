"""Markdown that is written here means to a CommonMark reader what the body meant."""

from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from aicmr.lib.commonmark import to_markdown
from aicmr.lib.html import Node, body_tree, normalise

WORDS = st.text(
    st.sampled_from("abcXYZ 019 .,;:!?-–+*_`~#=<>&|\\[](){}\"'/@$%^ äßé 日本 مرفأ 😀\u00a0\t"), min_size=1, max_size=25
)
TEXT = WORDS.map(lambda words: escape(words, quote=False))
HREF = st.sampled_from(
    ["https://example.org/", "/a/b/?c=d", "/x(y)", "https://example.org/ä?q=%20&r=1", "mailto:a@b.example", "#part"]
)


def inline(depth: int = 2) -> st.SearchStrategy[str]:
    if depth == 0:
        return TEXT
    inner = inline(depth - 1)
    marked = st.tuples(st.sampled_from(["strong", "em", "s", "u", "sub", "sup", "mark"]), inner)
    pieces = st.one_of(
        TEXT,
        marked.map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"),
        TEXT.map(lambda text: f"<code>{text}</code>"),
        st.tuples(HREF, TEXT).map(lambda pair: f'<a href="{escape(pair[0])}">{pair[1]}</a>'),
        st.just("<br>"),
    )
    return st.lists(pieces, min_size=1, max_size=4).map("".join)


LINE = inline()
PARAGRAPH = LINE.map(lambda text: f"<p>{text}</p>")
ITEMS = st.lists(LINE, min_size=1, max_size=3)
CELLS = st.lists(st.lists(LINE, min_size=2, max_size=2), min_size=2, max_size=3)


def _items(tag: str, lines: list[str], more: str = "") -> str:
    return f"<{tag}>" + "".join(f"<li>{line}</li>" for line in lines) + f"<li>last{more}</li></{tag}>"


def _table(rows: list[list[str]]) -> str:
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


CODE = st.text(st.sampled_from("ab <>&`~\n#*_ "), min_size=1, max_size=30)
BLOCK = st.one_of(
    PARAGRAPH,
    st.tuples(st.sampled_from(["h2", "h3", "h4"]), LINE).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"),
    st.tuples(st.sampled_from(["ul", "ol"]), ITEMS).map(lambda pair: _items(*pair)),
    st.tuples(ITEMS, ITEMS).map(lambda pair: _items("ul", pair[0], _items("ol", pair[1]))),
    st.lists(PARAGRAPH, min_size=1, max_size=2).map(lambda parts: f"<blockquote>{''.join(parts)}</blockquote>"),
    CODE.map(lambda code: f'<pre><code class="language-python">{escape(code)}</code></pre>'),
    CELLS.map(_table),
    st.just("<hr>"),
    TEXT.map(lambda text: f'<figure><img src="/a.jpg" alt="{escape(text)}"><figcaption>{text}</figcaption></figure>'),
    st.just('<figure><img src="/a.jpg" alt="Boats"></figure>'),
)
BODY = st.lists(BLOCK, min_size=1, max_size=4).map("".join)
_SAME = {"em", "strong", "s", "u", "sub", "sup", "mark", "code", "a"}


def read_back(markdown: str) -> str:
    return normalise(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def meaning(body: str) -> list[Any]:
    """What must survive: every word with the marks and links that it stands in, and the blocks around it."""
    found: list[Any] = []
    for block in body_tree(body).elements():
        if block.tag == "p" and [child.tag for child in block.walk()] == ["img"] and not block.text().strip():
            block = next(block.elements())
        _walk(block, (), found)
    return found


def _walk(node: Node, above: tuple[str, ...], found: list[Any]) -> None:
    if node.tag in ("img", "hr", "br"):
        source = (node.get("src"), " ".join(node.get("alt").split())) if node.tag == "img" else ()
        found.append((node.tag, *source) if node.tag != "br" else ("br",))
        return
    name = f"a {node.get('href')}" if node.tag == "a" else node.tag
    if name == "ol":
        name = f"ol {node.get('start') or 1}"
    is_silent = name in ("figure", "p") or (name == "code" and above and above[-1] == "pre")
    path = above if is_silent or name in above else (*above, name)
    for child in node.children:
        if isinstance(child, Node):
            _walk(child, path, found)
        else:
            text = Node("", {}, [child]).text()
            words = [text.strip("\n")] if "pre" in path else text.split()
            found += [(tuple(sorted(path)), word) for word in words if word]


def joined(pairs: list[Any]) -> list[Any]:
    """Words of one place as one text, since marks may begin within a word."""
    found: list[Any] = []
    for pair in pairs:
        if found and isinstance(pair[0], tuple) and pair[0] == found[-1][0]:
            found[-1] = (pair[0], f"{found[-1][1]}{pair[1]}")
        else:
            found.append(pair)
    return found


@settings(max_examples=150, deadline=None)
@given(BODY)
def test_what_is_written_is_read_back_with_the_same_meaning(html: str) -> None:
    body = normalise(html)
    assert joined(meaning(read_back(to_markdown(body, lambda public_id: "")))) == joined(meaning(body))


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Words with <strong>strong</strong> and <em>soft</em> ones</p>", "Words with **strong** and *soft* ones"),
        ("<h2>A heading</h2><p>Text</p>", "## A heading\n\nText"),
        ("<ul><li>one</li><li>two<ul><li>in it</li></ul></li></ul>", "- one\n- two\n  - in it"),
        ('<ol start="3"><li>three</li></ol>', "3. three"),
        ("<p>1. no list</p><p># no heading</p><p>- none</p>", "1\\. no list\n\n\\# no heading\n\n\\- none"),
        ("<p>a*b*c [x](y) &lt;b&gt;</p>", "a\\*b\\*c \\[x\\](y) \\<b\\>"),
        ('<p><a href="/a/">link</a></p>', "[link](/a/)"),
        ("<blockquote><p>one</p><p>two</p></blockquote>", "> one\n>\n> two"),
        ('<pre><code class="language-js">a ``` b</code></pre>', "````js\na ``` b\n````"),
        ("<p>“<strong>quoted!</strong>”</p>", "“<strong>quoted!</strong>”"),
    ],
)
def test_it_reads_as_people_write_it(html: str, markdown: str) -> None:
    assert to_markdown(normalise(html), lambda public_id: "") == markdown


def test_pictures_of_the_library_get_the_address_of_their_file() -> None:
    body = '<figure data-asset="abc"><img src="/admin/x" alt="Boats"></figure>'
    assert to_markdown(normalise(body), lambda name: f"../media/{name}.jpg") == "![Boats](../media/abc.jpg)"
    body = '<figure data-asset="abc"><img src="/x" alt="B"><figcaption>At <em>dawn</em></figcaption></figure>'
    made = to_markdown(normalise(body), lambda name: f"../media/{name}.jpg")
    assert made == '<figure><img src="../media/abc.jpg" alt="B"><figcaption>At <em>dawn</em></figcaption></figure>'
