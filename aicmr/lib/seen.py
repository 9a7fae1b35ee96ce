"""What a reader of a page or a text sees. What is hidden from people is read by machines alone, so it is left out:
hidden elements and comments of HTML, comments of Markdown, characters without width or shape."""

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Characters of no shape: soft hyphens, directions, tags of Unicode, fillers, selectors beyond one for an emoji.
_SHAPELESS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d"
    "\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    "|[\ufe0e\ufe0f]{2,}|[\u200c\u200d]{2,}|(?<=[\\x00-\u024f])[\u200c\u200d]"
)
_NEVER_SEEN = ("script", "style", "noscript", "template", "textarea", "select", "datalist", "iframe", "svg", "canvas",
               "object", "audio", "video")  # fmt: skip
_FOR_SCREEN_READERS = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-(?:text|only))(?:\s|$)", re.I)
_LENGTH_0 = r"(?:0+(?:\.0*)?[a-z%]*|[01](?:\.\d+)?p[xt]|0?\.0\d*r?em)"
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|content-visibility:hidden"
    r"|(?:^|;)opacity:(?:0*(?:\.0\d*)?)%?(?=[;!]|$)"
    rf"|font-size:{_LENGTH_0}(?=[;!]|$)"
    r"|text-indent:-\d{3,}|(?:^|;)(?:left|right|top|bottom|margin-(?:left|top)):-(?:\d{3,}|\d{2,}(?:r?em|v[wh]))"
    r"|clip:rect\([01](?:px)?[, ]?[01]|clip-path:(?:inset\((?:50|100)%|circle\(0|polygon\(00)"
    r"|transform:[^;]*scale[xy]?\(0(?:\.0\d*)?[,)]"
    r"|(?:^|;)(?:max-)?(?:height|width):[01](?:px)?;.*overflow:hidden"
    r"|overflow:hidden;(?:.*;)?(?:max-)?(?:height|width):[01](?:px)?(?=[;!]|$)"
)
_CLEAR = re.compile(r"(?:^|;)color:(?:transparent|rgba\([\d.,%]+,0(?:\.0\d*)?%?\)|hsla\([\d.,%a-z]+,0(?:\.0\d*)?%?\))")
_COLOUR = re.compile(r"(?:^|;)(color|background(?:-color)?):([^;!]{1,40})")
_WHITES = ("#fff", "#ffff", "#ffffff", "#ffffffff", "#fefefe", "snow", "rgb(255,255,255)", "hsl(0,0%,100%)")
_COLOURS = dict.fromkeys(_WHITES, "white") | dict.fromkeys(("#000", "#000000", "rgb(0,0,0)"), "black")
_HIDING_RULE = re.compile(r"display:none|visibility:hidden")
_AT_RULE = re.compile(r"@[\w-]++[^{};]*+(?:;|\{(?>[^{}]*+\{[^{}]*+\})*+[^{}]*+\})?")
_SIMPLE = re.compile(r"[.#][\w-]+\Z")
_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?")
_LONGEST_STYLE, _LONGEST_SHEET = 2_000, 200_000

# Bounded or without a way back, here and below, so that a hostile text takes no longer than its length.
_MARKDOWN_COMMENT = re.compile(
    r"^ {0,3}\[[^\]\n]*\]:[ \t]*+(?:#|<>)[ \t]*+(?:(?:\([^\n]*\)|\"[^\n]*\"|'[^\n]*')[ \t]*+)?$", re.MULTILINE
)
_PICTURE = re.compile(
    r"!\[[^\]]{0,2000}\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+[\"'(][^\n]{0,300}?[\"')])?\s*\)|\[[^\]\n]*\])"
)
_LINK_TITLE = re.compile(r"(\]\([^()\s]+)\s+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\))\s*\)")
_OPENING = re.compile(r"<([a-z][a-z0-9]*+)((?>[^<>\"']++|\"[^\"]{0,300}+\"|'[^']{0,300}+'){0,20}+)>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)\b[^<>]*+>", re.IGNORECASE)
_STYLE = re.compile(r"\bstyle\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_HIDDEN_ATTRIBUTE = re.compile(r"(?:^|\s)hidden(?:\s|=|$)|aria-hidden\s*=\s*[\"']?true", re.IGNORECASE)


def visible(text: str) -> str:
    """Without characters that nobody sees. The two joiners and an emoji's selector stay where they mean something."""
    return _SHAPELESS.sub(lambda match: "\n" if match.group() in "\u2028\u2029" else "", text)


def visible_in(data: Any) -> Any:
    """A value of JSON, whose strings may have had such characters as escapes."""
    if isinstance(data, str):
        return visible(data)
    if isinstance(data, list):
        return [visible_in(value) for value in data]
    return {key: visible_in(value) for key, value in data.items()} if isinstance(data, dict) else data


def hides(style: str) -> bool:
    """Whether an element with this `style` cannot be seen."""
    plain = _plain(style)
    is_clear = bool(_CLEAR.search(plain)) and "background-clip:text" not in plain
    return bool(_HIDING.search(plain)) or is_clear or _ink_on_ground(plain) in ("same", "white")


def _ink_on_ground(style: str) -> str:
    """`same` if text and ground have one colour, `white` if the text is white and no ground is named, else ''."""
    found = dict(_COLOUR.findall(style))
    ink, ground = found.get("color", ""), found.get("background-color") or found.get("background", "")
    if not ink or "text-shadow" in style or "url(" in style or "gradient(" in style:
        return ""
    if ground:
        return "same" if _COLOURS.get(ink, ink) == _COLOURS.get(ground, ground) else ""
    return "white" if _COLOURS.get(ink, ink) == "white" else ""


def drop_hidden(page: "HtmlElement") -> None:
    """Takes comments and elements out of a page that its readers do not see; the text after them stays."""
    names = _hidden_by_rules(page)
    gone = [element for element in page.iter() if _is_hidden(element, names)]
    for element in gone:
        if element.getparent() is not None:
            element.drop_tree()


def readable(text: str) -> str:
    """A Markdown or plain text as its readers see it: without comments, hidden elements, what only describes a
    picture, and titles of links."""
    text = _MARKDOWN_COMMENT.sub("", _without(text, "<!--", "-->"))
    return _without_hidden(_PICTURE.sub("", _LINK_TITLE.sub(r"\1)", text)))


def _without(text: str, start: str, end: str) -> str:
    """Without everything from `start` to `end`; what is never closed stays."""
    kept, at = [], 0
    while (begins := text.find(start, at)) >= 0 and (closes := text.find(end, begins + len(start))) >= 0:
        kept.append(text[at:begins])
        at = closes + len(end)
    return "".join([*kept, text[at:]])


def _without_hidden(text: str) -> str:
    kept, at, unclosed, tags = list[str](), 0, set[str](), _tags(text)
    for match in _OPENING.finditer(text):
        name, attributes = match.group(1).lower(), match.group(2)
        if match.start() < at or not (
            name in _NEVER_SEEN or _HIDDEN_ATTRIBUTE.search(attributes) or _styled_away(attributes)
        ):
            continue
        kept.append(text[at : match.start()])
        at = match.end() if name in unclosed else _end_of(tags.get(name, []), match.end())
        if at == match.end():
            unclosed.add(name)
    return "".join([*kept, text[at:]])


def _tags(text: str) -> dict[str, list[re.Match[str]]]:
    """All tags by their names, so that looking for the end of one element does not read those of others again."""
    found: dict[str, list[re.Match[str]]] = {}
    for match in _TAG.finditer(text):
        found.setdefault(match.group(2).lower(), []).append(match)
    return found


def _styled_away(attributes: str) -> bool:
    match = _STYLE.search(attributes)
    return bool(match) and hides("".join(filter(None, match.groups())))  # type: ignore[union-attr]


def _end_of(tags: list[re.Match[str]], start: int) -> int:
    """Where the element ends that begins before `start`: behind its own closing tag; without one, there and then."""
    depth = 1
    for place in range(bisect_left(tags, start, key=re.Match.start), len(tags)):
        depth += -1 if tags[place].group(1) else 1
        if not depth:
            return tags[place].end()
    return start


def _plain(style: str) -> str:
    if len(style) > 2 * _LONGEST_STYLE:
        style = f"{style[:_LONGEST_STYLE]};{style[-_LONGEST_STYLE:]}"
    style = _CSS_ESCAPE.sub(lambda match: chr(min(int(match.group(1), 16), 0x10FFFF)), style.lower())
    return re.sub(r"\s+", "", _without(style, "/*", "*/")).replace("\\", "")


def _hidden_by_rules(page: "HtmlElement") -> set[str]:
    """`.name` and `#name` that the page's own style sheets hide whatever the screen."""
    found: set[str] = set()
    for sheet in page.iter("style"):
        css = _AT_RULE.sub("", _without((sheet.text or "")[:_LONGEST_SHEET], "/*", "*/"))
        for selectors, _, declarations in (rule.partition("{") for rule in css.split("}")):
            if _HIDING_RULE.search(_plain(declarations)):
                found.update(name for part in selectors.split(",") if _SIMPLE.match(name := part.strip()))
    return found


def _is_hidden(element: "HtmlElement", names: set[str]) -> bool:
    if not isinstance(element.tag, str):
        return True  # a comment or a processing instruction
    if element.tag in _NEVER_SEEN or (element.tag == "dialog" and element.get("open") is None):
        return True
    if element.tag in ("html", "head", "body"):
        return False
    classes = element.get("class", "")
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or _FOR_SCREEN_READERS.search(classes):
        return True
    named = {f"#{element.get('id', '')}", *(f".{name}" for name in classes.split())}
    style = element.get("style", "")
    return bool(names & named) or (hides(style) and not _is_white_on_a_ground(element, style))


def _is_white_on_a_ground(element: "HtmlElement", style: str) -> bool:
    """White text, in an element whose parents, or whose classes, have a ground of their own."""
    plain = _plain(style)
    if _ink_on_ground(plain) != "white" or _HIDING.search(plain) or _CLEAR.search(plain):
        return False
    around = [element, *element.iterancestors()]
    return any(
        "background" in f"{one.get('class', '')} {one.get('style', '')}".lower() or one.get("bgcolor") for one in around
    )
