"""Cards of Ghost's editors as HTML: the same ones in Mobiledoc (names with hyphens) and Lexical."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from content.transfer import marking

Card = dict[str, Any]
LONGEST = 32_000_000  # characters of HTML that is made of a text's cards and marks
_MOST_NAMED, _LONGEST_NAME = 30, 60


@dataclass
class Found:
    """What a text held that has no place here, or not as it was."""

    unknown: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    size: int = 0

    def leave(self, name: str) -> str:
        if name not in self.left:
            self.left.append(name)
        return ""

    def miss(self, name: str) -> None:
        if len(self.unknown) < _MOST_NAMED and name[:_LONGEST_NAME] not in self.unknown:
            self.unknown.append(name[:_LONGEST_NAME])

    def count(self, piece: str) -> str:
        """Texts name cards and marks by number, so that a short one could say the same long thing without end."""
        self.size += len(piece)
        if self.size > LONGEST:
            raise ValueError("it says the same again and again")
        return piece


def text(card: Card, *names: str) -> str:
    """The first of these that is text."""
    for name in names:
        value: Any = card
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, str) and value.strip():
            return value
    return ""


def to_html(name: str, card: Any, found: Found) -> str:
    """A card's HTML, "" for what shows nothing. What is not known is kept as the text that it holds."""
    known = _CARDS.get(name.removeprefix("card-").replace("_", "-").lower())
    card = card if isinstance(card, dict) else {}
    if who := _kept_for(card):
        if who not in found.kept:
            found.kept.append(who)
        return ""
    if known is None:
        found.miss(name)
        return "".join(f"<p>{escape(value)}</p>" for value in _texts(card))
    return known(card, found)


def _kept_for(card: Card) -> str:
    """For whom alone a card is; "" if every visitor of the site saw it. Two forms of it are in use."""
    said = card.get("visibility")
    said = said if isinstance(said, dict) else {}
    web = said.get("web")
    if isinstance(web, dict) and web.get("nonMember") is False:
        segment = str(web.get("memberSegment") or "")
        return "paying members" if segment == "status:-free" else "members" if segment else "newsletters"
    if said.get("showOnWeb") is False or said.get("emailOnly") is True:
        return "newsletters"
    return ""


def link(url: str, words: str = "") -> str:
    url = f"https:{url}" if url.startswith("//") else url
    return f'<p><a href="{escape(url)}">{escape(words or url, quote=False)}</a></p>' if url else ""


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if " " in value.strip() and not value.lstrip().startswith("<") else []
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for member in members for found in _texts(member)][:50]


def _figure(source: str, alt: str, caption: str) -> str:
    note = f"<figcaption>{caption}</figcaption>" if caption.strip() else ""
    return f'<figure><img src="{escape(source)}" alt="{escape(alt)}">{note}</figure>' if source else ""


def _image(card: Card, found: Found) -> str:
    return _figure(text(card, "src"), text(card, "alt"), text(card, "caption"))


def _gallery(card: Card, found: Found) -> str:
    images = card.get("images")
    shown = [_image(image, found) for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    caption = text(card, "caption")
    return "".join(shown) + (f"<p>{caption}</p>" if caption else "")


def _markdown(card: Card, found: Found) -> str:
    return marking.html_of(text(card, "markdown"))


def _html(card: Card, found: Found) -> str:
    html = text(card, "html")
    if any(f"<{tag}" in html.lower() for tag in ("script", "style", "iframe", "form", "svg")):
        found.leave("parts of an HTML card that run or frame something")
    return html


def _code(card: Card, found: Found) -> str:
    language = "".join(char for char in text(card, "language") if char.isalnum() or char in "+-#")
    kind = f' class="language-{language}"' if language else ""
    caption = text(card, "caption")
    code = f"<pre><code{kind}>{escape(text(card, 'code'), quote=False)}</code></pre>"
    return code + (f"<p>{caption}</p>" if caption else "")


def _embed(card: Card, found: Found) -> str:
    url = text(card, "url") or text(card, "metadata.url")
    caption = text(card, "caption")
    words = text(card, "metadata.title")
    if not url:
        return found.leave("an embed without an address")
    return link(url, words) + (f"<p>{caption}</p>" if caption else "")


def _bookmark(card: Card, found: Found) -> str:
    url = text(card, "url", "metadata.url")
    title, words = text(card, "metadata.title"), text(card, "metadata.description")
    caption = text(card, "caption")
    said = [link(url, title), f"<p>{escape(words, quote=False)}</p>" if words else ""]
    return "".join([*said, f"<p>{caption}</p>" if caption else ""])


def _callout(card: Card, found: Found) -> str:
    words = text(card, "calloutText", "text")
    emoji = text(card, "calloutEmoji", "emoji")
    return f"<blockquote><p>{escape(emoji)} {words}</p></blockquote>" if words else ""


def _toggle(card: Card, found: Found) -> str:
    heading, content = text(card, "heading"), text(card, "content")
    return (f"<h4>{heading}</h4>" if heading else "") + content


def _button(card: Card, found: Found) -> str:
    return link(text(card, "buttonUrl", "url"), text(card, "buttonText", "text"))


def _product(card: Card, found: Found) -> str:
    picture = _figure(text(card, "productImageSrc"), text(card, "productTitle"), "")
    title, words = text(card, "productTitle"), text(card, "productDescription")
    button = link(text(card, "productUrl"), text(card, "productButton"))
    return picture + (f"<h4>{title}</h4>" if title else "") + words + button


def _file(card: Card, found: Found) -> str:
    words, caption = text(card, "fileTitle", "title", "fileName", "caption"), text(card, "caption", "fileCaption")
    return link(text(card, "src"), words) + (f"<p>{caption}</p>" if caption else "")


def _header(card: Card, found: Found) -> str:
    heading, below = text(card, "heading", "header"), text(card, "subheading", "subheader")
    picture = _figure(text(card, "backgroundImageSrc"), "", "")
    button = link(text(card, "buttonUrl"), text(card, "buttonText")) if text(card, "buttonUrl") else ""
    return picture + (f"<h2>{heading}</h2>" if heading else "") + (f"<p>{below}</p>" if below else "") + button


def _call(card: Card, found: Found) -> str:
    label = text(card, "sponsorLabel") if card.get("hasSponsorLabel") else ""
    picture = label + _figure(text(card, "imageUrl"), "", "")
    return picture + text(card, "textValue") + (_button(card, found) if text(card, "buttonUrl") else "")


def _left(name: str) -> Callable[[Card, Found], str]:
    return lambda card, found: found.leave(name)


_CARDS: dict[str, Callable[[Card, Found], str]] = {
    "image": _image,
    "gallery": _gallery,
    "markdown": _markdown,
    "html": _html,
    "code": _code,
    "codeblock": _code,
    "embed": _embed,
    "bookmark": _bookmark,
    "hr": lambda card, found: "<hr>",
    "horizontalrule": lambda card, found: "<hr>",
    "callout": _callout,
    "toggle": _toggle,
    "button": _button,
    "product": _product,
    "audio": _file,
    "video": _file,
    "file": _file,
    "header": _header,
    "call-to-action": _call,
    "email": _left("what only the newsletter showed"),
    "email-cta": _left("what only the newsletter showed"),
    "signup": _left("a form to sign up"),
    "paywall": _left("the place where a preview for visitors ended"),
}
