"""html: only allowed tags, no attribute that runs or loads something; tags are closed."""

import re
from html.parser import HTMLParser
from typing import Any

from ai.guards.verdicts import Expect, Verdict, prose, strings

ID = "html"
ATTRIBUTES = {"href", "title", "lang", "src", "alt", "width", "height", "colspan", "rowspan", "scope", "class", "id"}
VOID = {"br", "hr", "img", "col", "wbr"}
# How Markdown writes a bracket that is no tag: escaped, around an address, or in code.
_LITERAL = re.compile(
    r"\\[<>]|(?<=\]\()<[^<>\n]*>|<(?:https?:|mailto:)[^\s<>]*>|^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL
)
_MARKDOWN = re.compile(
    r"\*\*[^*\n]{1,300}\*\*|(?<![\w*])\*[^\s*][^*\n]{0,200}\*(?![\w*])|^#{1,6} \S|^[-*] \S|^\d\. .*\n\d\. "
    r"|\[[^\]\n]{1,200}\]\([^)\s]+\)"
    r"|\[\^[\w-]{1,20}\]|^\|.*\|$",
    re.MULTILINE,
)
# What stays to be seen where nothing reads it: quotations, struck out, underlined, marked; tags of forums.
_MARKS = re.compile(
    r"^>\s+\S|~~[^~\n]{1,300}~~|(?<![\w/])_{1,2}[^\s_][^_\n]{0,200}_{1,2}(?![\w/])|(?<![\w=])==[^\s=][^=\n]{0,200}==(?![\w=])"
    r"|^[*+•] \S|^(?:-{3,}|={3,}|\*{3,})\s*$"
    r"|\[(b|i|u|s|url|img|quote|color|size|code)(?:=[^\]\n]{1,200})?\][^\[\]\n]{1,300}\[/\1\]",
    re.MULTILINE | re.IGNORECASE,
)
_CODE = re.compile(r"(?<!`)`([^`\n]{1,300})`(?!`)")
_IN_CODE = re.compile(
    r"`([^`\n]{1,500})`|<(?:code|kbd|samp|pre)\b[^<>]{0,300}>(.{0,2000}?)</(?:code|kbd|samp|pre)>", re.DOTALL
)
_HASHTAG = re.compile(r"^[#@][^\W\d_]")
# Tags that are shown instead of read, also twice escaped.
_WRITTEN_OUT = re.compile(
    r"&(?:amp;)?lt;(/?(?:a|abbr|aside|b|big|blockquote|body|br|caption|center|cite|code|del|details|div|em|figcaption"
    r"|figure|font|footer|h[1-6]|head|header|hr|html|i|iframe|img|ins|kbd|li|main|mark|nav|ol|p|pre|q|s|script|section"
    r"|small|span|strike|strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|video))"
    r"(?=[\s/]|&(?:amp;)?gt;)",
    re.IGNORECASE,
)
# What an imported text may have, which does nothing by itself and is taken off when the text is stored.
_KEPT = re.compile(r"\b(target|rel|align|border|cellpadding|cellspacing)=\"([\w -]{0,60})\"")
_COMMENT = re.compile(r"<!--(\w[\w /-]{0,40})-->")  # <!--more-->
_ANY_TAG = re.compile(r"<(/?[a-z][a-z0-9]*)", re.IGNORECASE)
_UNCLOSED = re.compile(r"<[a-zA-Z/][^<>]*(?=<)")
MOST_UNCLOSED = 100
_SCHEMES = ("http:", "https:", "mailto:", "tel:")


class _Reader(HTMLParser):
    def __init__(self, allowed: frozenset[str], given: frozenset[tuple[str, str]], comments: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed = allowed
        self.given = given
        self.comments = comments
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.allowed:
            self.faults.append(f"<{tag}> is not allowed")
        for name, value in attrs:
            if (name, value or "") in self.given:
                continue
            if not (name in ATTRIBUTES or name.startswith("data-")):
                self.faults.append(f"the attribute {name} of <{tag}> is not allowed")
            elif name in ("href", "src") and not _is_harmless(value or ""):
                self.faults.append(f"the address in <{tag}> is not allowed")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> does not close what was opened")

    def handle_comment(self, data: str) -> None:
        if data in self.comments:
            return
        self.faults.append("comments are not allowed")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("declarations are not allowed")

    def handle_pi(self, data: str) -> None:
        self.faults.append("processing instructions are not allowed")

    def unknown_decl(self, data: str) -> None:
        self.faults.append("declarations are not allowed")


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    if expect.html is None:
        return None
    read = _LITERAL.sub("", prose(text, data))
    if len(_UNCLOSED.findall(read)) > MOST_UNCLOSED:  # the parser would look for the end of each
        return Verdict(ID, False, "The answer's HTML is not right: its tags are not closed.")
    reader = _Reader(
        frozenset(expect.html), frozenset(_KEPT.findall(expect.source)), frozenset(_COMMENT.findall(expect.source))
    )
    reader.feed(read)
    unread = reader.rawdata
    reader.close()
    if mark := _mark(prose(text, data), expect) if expect.plain else _mark_in_tag(data, expect):
        return Verdict(ID, False, f"The answer is plain text; it has marks of Markdown: {mark.strip()[:40]}.")
    if written_out := _written_out(prose(text, data), expect.source):
        return Verdict(ID, False, f"The answer's HTML is not right: the tag <{written_out}> is written out.")
    faults = reader.faults + [f"<{tag}> is not closed" for tag in reader.open if tag in reader.allowed]
    if unread.startswith("<") and unread[1:2].isalpha():
        faults.append("a tag is cut off at the end")
    if faults:
        return Verdict(ID, False, f"The answer's HTML is not right: {'; '.join(dict.fromkeys(faults[:5]))}.")
    return Verdict(ID, True)


def _is_harmless(address: str) -> bool:
    bare = "".join(char for char in address if char > " ").lower()
    head = bare.split("/")[0].split("?")[0].split("#")[0]
    return ":" not in head or bare.startswith(_SCHEMES)


def _mark(read: str, expect: Expect) -> str:
    """What plain text has not; a passage that has such a mark of its own may keep it."""
    if (mark := _MARKDOWN.search(read)) and not _MARKDOWN.search(expect.source):
        return mark.group()
    if (mark := _MARKS.search(read)) and not (
        mark.group() in expect.source or expect.keep and _MARKS.search(expect.source)
    ):
        return mark.group()
    if not expect.source:
        return ""
    code = {found.strip() for pair in _IN_CODE.findall(expect.source) for found in pair}
    return next((f"`{found}`" for found in _CODE.findall(read) if found.strip() not in code), "")


def _mark_in_tag(data: Any, expect: Expect) -> str:
    """A hashtag, or a mark of Markdown, in a list of short names."""
    if expect.html != () or not expect.max_each:
        return ""
    return next((one for one in strings(data) if _HASHTAG.match(one) or _MARKS.search(one) or _CODE.search(one)), "")


def _written_out(read: str, source: str) -> str:
    """A tag that is shown and not read, where the text shows none: as such, or in Markdown or plain text as it is."""
    if not source:
        return ""
    shown = {name.lower() for name in _WRITTEN_OUT.findall(source)}
    if not re.search(r"</\w", _LITERAL.sub("", source)):
        shown |= {name.lower() for name in _ANY_TAG.findall(source)}
    return next((name for name in _WRITTEN_OUT.findall(_LITERAL.sub("", read)) if name.lower() not in shown), "")
