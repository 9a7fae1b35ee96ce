"""Markdown as the four of them write it, as HTML: their tags become Markdown or stay as text, and are named."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape

from markdown_it.token import Token

from content.transfer import marking

_FENCE = re.compile(r"^( {0,3})(`{3,}+|~{3,}+)[^\n]*\n.*?(?:^ {0,3}\2[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.{1,5000}?)(?<!`)\1(?!`)", re.DOTALL)
_HIGHLIGHT = re.compile(r"\{%-?\s*highlight\s+([\w+#-]*)[^%]{0,500}%\}\n?")
_RAW, _REMARK = (re.compile(rf"\{{%-?\s*{name}\s*-?%\}}") for name in ("raw", "comment"))
_ENDS = {name: re.compile(rf"\{{%-?\s*end{name}\s*-?%\}}") for name in ("highlight", "raw", "comment")}
_TO = re.compile(r"\{%-?\s*(post_url|link)\s+([^%\s]+)\s*-?%\}")
_URL = re.compile(r"\{\{-?\s*(?:site\.(?:url|baseurl)|site\.github\.url)\s*-?\}\}")
_RELATIVE = re.compile(r"\{\{-?\s*[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend:[^}]*)\s*-?\}\}")
_LIQUID = re.compile(r"\{%-?\s*(\w+)[^%]{0,2000}%\}|\{\{-?\s*([\w.]+)[^}]{0,2000}\}\}")
_ATTRIBUTES = re.compile(r"^[ ]{0,3}\{::?[^}\n]*\}[ \t]*$\n?|(?<=\S)\{:[^}\n]{1,200}\}", re.MULTILINE)
_TOC = re.compile(r"^[ \t]*\[(?:TOC|toc)\][ \t]*$|^[*-] TOC[ \t]*$", re.MULTILINE)
_MORE = re.compile(
    r"<!--[ \t]*(?:more|readmore|excerpt)[ \t]*-->|^[ \t]*PELICAN_END_SUMMARY[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_LITERAL, _LITERAL_END = re.compile(r"\{\{([<%])[ \t]*/\*"), re.compile(r"\*/[ \t]*([>%])\}\}")
_SHORTCODE, _SHORTCODE_END = re.compile(r"\{\{[<%]\s*(/\s*)?([\w./-]+)"), re.compile(r"[>%]\}\}")
_ARGUMENT = re.compile(
    r"([\w-]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[^\s\"]+)|(\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[^\s\"]+)"
)
_NOTE = re.compile(r"^\[\^([^\]\s]{1,60})\]:[ \t]*(.*(?:\n(?:[ \t]+\S.*|[ \t]*$(?=\n[ \t]+\S)))*)", re.MULTILINE)
_NOTE_REF = re.compile(r"\[\^([^\]\s]{1,60})\](?!:)")
_HTML_URL = re.compile(
    r"(<(?:img|a|source|video|audio)\b[^<>]*?\s(?:src|href)\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE
)
_GAP = re.compile(r"(\n[ \t]*\n)")
_MOST_OPEN = 200
_MOST_NAMED = 50
_VIDEOS = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}
_POSTS = {"instagram": "https://www.instagram.com/p/{}/", "gist": "https://gist.github.com/{}"}
_POSTS |= dict.fromkeys(("tweet", "x", "twitter"), "https://x.com/i/status/{}")
_HIGHLIGHT_END = re.compile(r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\}")
Resolve = Callable[[str, bool], str]
Made = Callable[["re.Match[str]", str, "re.Match[str]"], str]


@dataclass
class Rendered:
    """`is_raw`: it stands as it was written, since it could not be read as Markdown."""

    html: str = ""
    lead: str = ""
    title: str = ""
    unknown: list[str] = field(default_factory=list)
    is_raw: bool = False


class Markup:
    """`resolve(address, is_picture)` says what an address in the text becomes here."""

    def __init__(self, made_by: str, resolve: Resolve) -> None:
        self.made_by = made_by
        self.resolve = resolve
        self._kept: list[str] = []
        self._unknown: list[str] = []
        self._no_end_from = 0

    def render(self, source: str, *, title: str = "", is_html: bool = False) -> Rendered:
        """HTML; the first heading is taken out if it is the title, or is the title if there is none."""
        self._kept, self._unknown, self._no_end_from = [], [], 0
        source = source.replace("\x00", "")
        body = self._tags(source)
        found = Rendered(unknown=self._unknown)
        before, *rest = _MORE.split(body, maxsplit=1)
        body = _MORE.sub("", body)
        if is_html:
            found.html = self._addresses(self._put_back(body))
        else:
            body = self._put_back(_tamed(_footnotes(_TOC.sub("", body))))
            found.html = self._markdown(body, title, found)
        if rest:
            found.lead = _plain(marking.html_of(self._put_back(before)))
        return found

    # tags of the generators

    def _tags(self, source: str) -> str:
        """Code is set aside first, so that tags in it stay what they are."""
        if self.made_by == "jekyll":
            source = _between(source, _HIGHLIGHT, _ENDS["highlight"], _highlighted)
        source = _FENCE.sub(lambda m: self._keep(m[0]), source)
        source = _CODE.sub(lambda m: self._keep(m[0]), source)
        if self.made_by == "hugo":
            return self._shortcodes(source)
        return self._liquid(_ATTRIBUTES.sub("", source)) if self.made_by == "jekyll" else source

    def _keep(self, text: str) -> str:
        self._kept.append(text)
        return f"\x00{len(self._kept) - 1}\x00"

    def _put_back(self, text: str) -> str:
        return re.sub("\x00([0-9]+)\x00", lambda m: self._put_back(self._kept[int(m[1])]), text)

    def _liquid(self, source: str) -> str:
        source = _between(source, _RAW, _ENDS["raw"], lambda start, inside, end: self._keep(inside))
        source = _between(source, _REMARK, _ENDS["comment"], lambda start, inside, end: "")
        source = _RELATIVE.sub(lambda m: m[1], _URL.sub("", source))
        source = _TO.sub(lambda m: f"{m[1]}:{m[2]}", source)
        for match in _LIQUID.finditer(source):
            if not (match[1] or "").startswith("end"):
                self._miss(match[1] or match[2])
        return source

    def _miss(self, name: str) -> None:
        if len(self._unknown) < _MOST_NAMED and name[:60] not in self._unknown:
            self._unknown.append(name[:60])

    def _shortcodes(self, source: str) -> str:
        source = _between(source, _LITERAL, _LITERAL_END, self._literal)
        pieces: list[str] = []
        at = 0
        while (start := _SHORTCODE.search(source, at)) and (close := _SHORTCODE_END.search(source, start.end())):
            pieces.append(source[at : start.start()])
            is_end, name = start.groups()
            rest = source[start.end() : close.start()].strip().removesuffix("/").strip()
            whole, at = source[start.start() : close.end()], close.end()
            end = self._end_of(source, at) if name == "highlight" and not is_end else None
            if end:
                language = rest.split()[0].strip('"') if rest.split() else ""
                pieces.append(self._keep(f"\n```{language}\n{source[at : end.start()].strip(chr(10))}\n```\n"))
                at = end.end()
            else:
                pieces.append(self._shortcode(name, is_end or "", rest, whole))
        return "".join([*pieces, source[at:]])

    def _literal(self, start: "re.Match[str]", inside: str, end: "re.Match[str]") -> str:
        return self._keep(escape(f"{{{{{start[1]}{inside}{end[1]}}}}}", quote=False))

    def _end_of(self, source: str, at: int) -> "re.Match[str] | None":
        """Where highlighted code ends; a text without an end of any is not searched again and again."""
        if at < self._no_end_from:
            return None
        end = _HIGHLIGHT_END.search(source, at)
        self._no_end_from = 0 if end else len(source)
        return end

    def _shortcode(self, name: str, is_end: str, rest: str, whole: str) -> str:
        named, listed = _arguments(rest)
        if name in ("ref", "relref"):
            return f"ref:{(listed or [named.get('path', '')])[0]}"
        if name == "figure" and not is_end:
            return f"\n\n{self._keep(_figure(named))}\n\n"
        if name in _VIDEOS or name in _POSTS:
            key = named.get("id") or (listed[-1] if name in ("tweet", "x") and listed else "/".join(listed[:2]))
            if name in _VIDEOS:
                key = key.split("/")[0]
            url = _VIDEOS[name] + key if name in _VIDEOS else _POSTS[name].format(key)
            return f'\n\n<p><a href="{escape(url)}">{escape(named.get("title", url))}</a></p>\n\n'
        self._miss(name)
        return self._keep(escape(whole, quote=False))

    # Markdown

    def _markdown(self, body: str, title: str, found: Rendered) -> str:
        try:
            parser, tokens, environment = marking.parsed(body)
        except marking.TooMuch:
            found.is_raw = True
            return marking.as_written(body)
        self._take_title(tokens, title, found)
        for token in tokens:
            for child in token.children or []:
                self._readdress(child)
            if token.type == "html_block":
                token.content = self._addresses(token.content)
        return str(parser.renderer.render(tokens, parser.options, environment))

    def _take_title(self, tokens: list[Token], title: str, found: Rendered) -> None:
        if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
            return
        heading = _plain(tokens[1].content)
        if not title or " ".join(title.split()).casefold() == heading.casefold():
            found.title = heading
            del tokens[:3]

    def _readdress(self, token: Token) -> None:
        if token.type == "image":
            token.attrs["src"] = self.resolve(str(token.attrs.get("src", "")), True)
        elif token.type == "link_open":
            token.attrs["href"] = self.resolve(str(token.attrs.get("href", "")), False)
        elif token.type == "html_inline":
            token.content = self._addresses(token.content)

    def _addresses(self, html: str) -> str:
        def change(match: "re.Match[str]") -> str:
            address = unescape(match[2][1:-1])
            return f'{match[1]}"{escape(self.resolve(address, match[1].lower().startswith("<img")))}"'

        return _HTML_URL.sub(change, html)


def _between(source: str, opening: "re.Pattern[str]", closing: "re.Pattern[str]", make: Made) -> str:
    """`source` with `make(opening, inside, closing)` for each pair; what is not closed stays. Reads it once."""
    pieces: list[str] = []
    at = 0
    while (start := opening.search(source, at)) and (end := closing.search(source, start.end())):
        pieces += [source[at : start.start()], make(start, source[start.end() : end.start()], end)]
        at = end.end()
    return "".join([*pieces, source[at:]])


def _highlighted(start: "re.Match[str]", inside: str, _: "re.Match[str]") -> str:
    return f"\n```{start[1]}\n{inside.strip(chr(10))}\n```\n"


def _tamed(source: str) -> str:
    """Hundreds of brackets that nobody closes would be tried one by one against the rest of the text."""
    if source.count("[") - source.count("]") < _MOST_OPEN:
        return source
    parts = _GAP.split(source)
    return "".join(part.replace("[", "\\[") if part.count("[") > part.count("]") + 100 else part for part in parts)


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]*>|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", html)).split())


def _figure(named: dict[str, str]) -> str:
    source, alt = named.get("src", ""), named.get("alt", "")
    said = " ".join(part for part in (named.get("title", ""), named.get("caption", ""), named.get("attr", "")) if part)
    caption = f"<figcaption>{escape(said, quote=False)}</figcaption>" if said else ""
    return f'<figure><img alt="{escape(alt)}" src="{escape(source)}">{caption}</figure>'


def _arguments(rest: str) -> tuple[dict[str, str], list[str]]:
    named, listed = {}, []
    for key, value, alone in _ARGUMENT.findall(rest[:5000]):
        if key:
            named[key.lower()] = _bare(value)
        elif alone:
            listed.append(_bare(alone))
    return named, listed


def _bare(value: str) -> str:
    return value[1:-1].replace('\\"', '"') if value[:1] in ('"', "`") and len(value) > 1 else value


def _footnotes(source: str) -> str:
    """Notes become a list at the end, and where they are named small numbers."""
    notes = {key: " ".join(text.split()) for key, text in _NOTE.findall(source)}
    if not notes:
        return source
    order: dict[str, int] = {}

    def number(match: "re.Match[str]") -> str:
        if match[1] not in notes:
            return match[0]
        return f"<sup>{order.setdefault(match[1], len(order) + 1)}</sup>"

    body = _NOTE_REF.sub(number, _NOTE.sub("", source))
    rest = [key for key in notes if key not in order]
    return body + "\n\n" + "\n".join(f"{place}. {notes[key]}" for place, key in enumerate([*order, *rest], 1)) + "\n"
