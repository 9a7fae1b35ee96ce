"""What is expected of each kind of text: one place for the limits that prompts ask for and guards check."""

from dataclasses import replace
from typing import Any

from ai.guards.verdicts import Expect

GROUNDED = ("numbers", "names")
KEPT = ("numbers", "names", "links", "tags")
# Fields of plain text, most characters each and lines.
_FIELDS: dict[str, dict[str, Any]] = {
    "title": {"links": (), "max_each": 120, "lines": 1, "html": (), "plain": True, "grounded": (*GROUNDED, "words")},
    "seo_title": {"max_chars": 70, "lines": 1, "html": (), "plain": True, "grounded": (*GROUNDED, "words")},
    "summary": {
        "links": (),
        "min_chars": 18,
        "max_chars": 600,
        "share": (0, 100),
        "lines": 3,
        "sentences": 4,
        "html": (),
        "plain": True,
        "whole": True,
        "grounded": (*GROUNDED, "words"),
    },
    "seo_description": {
        "links": (),
        "min_chars": 30,
        "max_chars": 170,
        "lines": 1,
        "html": (),
        "plain": True,
        "whole": True,
        "grounded": (*GROUNDED, "words"),
    },
    "alt_text": {
        "links": (),
        "max_chars": 250,
        "lines": 1,
        "html": (),
        "plain": True,
        "grounded": ("numbers", "people"),
    },
    "tags": {"links": (), "max_each": 60, "html": (), "grounded": ("persons",)},
}
_ACTIONS: dict[str, dict[str, Any]] = {
    "rewrite": {"keep": KEPT, "grounded": GROUNDED, "share": (45, 190)},
    "grammar": {"keep": KEPT, "grounded": GROUNDED, "share": (75, 130), "corrects": True},
    "tone": {"keep": KEPT, "grounded": GROUNDED, "share": (50, 190)},
    "simplify": {"keep": ("names", "links", "ids"), "grounded": GROUNDED, "share": (30, 250)},
    "shorten": {"keep": ("links",), "grounded": GROUNDED, "share": (10, 95)},
    "expand": {"keep": KEPT[:3], "grounded": GROUNDED, "share": (100, 350)},
    "continue": {"grounded": GROUNDED, "whole": True},
    "translate": {"keep": KEPT, "grounded": GROUNDED, "share": (45, 230)},
    "list": {"keep": KEPT[:3], "grounded": GROUNDED, "share": (30, 160), "shape": "list"},
    "table": {"keep": KEPT[:3], "grounded": GROUNDED, "share": (20, 200), "shape": "table"},
    "instruct": {"keep": ("links",), "grounded": GROUNDED, "share": (10, 400)},
    "section": {"links": (), "html": (), "whole": True, "grounded": GROUNDED, "marked": (*GROUNDED, "facts")},
    "outline": {"html": ()},
}
HTML = (
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br", "strong", "em", "s", "u",
    "sub", "sup"),
    *("a", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img", "aside", "span",
    "mark", "abbr", "cite", "q"),
)  # fmt: skip
FEATURES = (*_FIELDS, *_ACTIONS)


def expecting(feature: str, *, language: str, source: str = "", **more: Any) -> Expect:
    """What a good answer of this kind is; `more` are fields of Expect, which count more than the recipe.

    feature: one of FEATURES, with or without a room's name before it (`writing.title`). Of a text with tags the answer
    has the tags that a body may have, and no link that the source has not. A field, or a section, has no link unless
    `links` names it: what stands in a stranger's text is no reason to write it.
    """
    name = feature.rpartition(".")[2]
    recipe = {**_FIELDS, **_ACTIONS}.get(name, {})
    expect = Expect(language="" if name == "tags" else language, source=source, **recipe)
    if ("links" in expect.keep or name == "continue") and expect.html is None:
        expect = replace(expect, html=HTML)
    if name == "tags":  # names and foreign words are tags too, but the text is in this language
        expect = replace(expect, source_language=language)
    return replace(expect, marked=(*expect.marked, "sense"), **more)
