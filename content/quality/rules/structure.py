"""Pictures, headings and links: what readers who cannot see, and search engines, stumble over."""

from collections.abc import Iterator

from aicmr.lib.htmltree import Node, write
from content.quality.rules import Finding, Text, rule

# Link texts that say nothing without the words around them, by language.
EMPTY_WORDS = {
    "en": {"here", "click here", "this", "this link", "link", "more", "read more", "learn more", "this page"},
    "de": {"hier", "hier klicken", "link", "mehr", "weiterlesen", "mehr erfahren", "dieser link", "diese seite"},
    "fr": {"ici", "cliquez ici", "lien", "en savoir plus", "lire la suite", "ce lien", "plus"},
    "es": {"aquí", "haga clic aquí", "enlace", "más", "leer más", "este enlace"},
    "it": {"qui", "clicca qui", "link", "leggi di più", "di più", "questo link"},
    "nl": {"hier", "klik hier", "link", "meer", "lees meer", "deze link"},
    "pt": {"aqui", "clique aqui", "link", "mais", "ler mais", "este link"},
    "vi": {"đây", "tại đây", "nhấn vào đây", "xem thêm", "liên kết"},
}


@rule("image-alt", "Pictures without an alternative text")
def image_alt(text: Text) -> Iterator[Finding]:
    for block in text.blocks:
        for node in _of(block, "img"):
            if not node.get("alt").strip():
                missing = "alt" not in node.attrs
                message = (
                    "This picture has no alternative text. Say what it shows for those who cannot see it."
                    if missing
                    else "The alternative text is empty. That is right only for a picture that merely decorates."
                )
                yield Finding("image-alt", message, 1 if missing else 2, block.get("data-id"))


@rule("heading-order", "Headings that leave out a level")
def heading_order(text: Text) -> Iterator[Finding]:
    last = 1
    for block in text.blocks:
        if block.tag in ("h2", "h3", "h4"):
            level = int(block.tag[1])
            if level > last + 1:
                message = f"A heading of level {level} follows one of level {last}. Use level {last + 1} here."
                fix = write(Node(f"h{last + 1}", block.attrs, block.children))
                yield Finding("heading-order", message, 2, block.get("data-id"), quote=_short(block.text()), fix=fix)
            last = level


@rule("heading-empty", "Headings without words")
def heading_empty(text: Text) -> Iterator[Finding]:
    for block in text.blocks:
        if block.tag in ("h2", "h3", "h4") and not block.text().strip():
            yield Finding("heading-empty", "This heading has no words. Take it out.", 1, block.get("data-id"))


@rule("link-empty", "Links without words")
def link_empty(text: Text) -> Iterator[Finding]:
    for block in text.blocks:
        for node in _of(block, "a"):
            if not node.text().strip() and not any(picture.get("alt").strip() for picture in _of(node, "img")):
                message = f"The link to {node.get('href') or 'nowhere'} has no words: nobody can find or hear it."
                yield Finding("link-empty", message, 1, block.get("data-id"))


@rule("link-words", "Links that say “here”")
def link_words(text: Text) -> Iterator[Finding]:
    known = EMPTY_WORDS.get(text.language.replace("_", "-").split("-")[0].lower(), set()) | EMPTY_WORDS["en"]
    for block in text.blocks:
        for node in _of(block, "a"):
            words = " ".join(node.text().split())
            if words.casefold().strip(" .!…»→>") in known:
                message = f"The link “{words}” does not say where it leads. Let its words name the page."
                yield Finding("link-words", message, 2, block.get("data-id"), quote=words)


def _of(block: Node, tag: str) -> Iterator[Node]:
    return (node for node in (block, *block.walk()) if node.tag == tag)


def _short(text: str) -> str:
    return " ".join(text.split())[:120]
