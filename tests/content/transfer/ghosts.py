"""Ghost exports for tests."""

import json
from typing import Any

_IMAGES = "__GHOST_URL__/content/images"
_INNER = {"type": "listitem", "children": [{"type": "text", "text": "within"}]}
LEXICAL = {
    "root": {
        "children": [
            {
                "type": "extended-heading",
                "tag": "h2",
                "children": [{"type": "extended-text", "text": "Boats", "format": 0}],
            },
            {
                "type": "paragraph",
                "children": [
                    {"type": "extended-text", "text": "Forty ", "format": 0},
                    {"type": "extended-text", "text": "boats", "format": 3},
                    {"type": "linebreak"},
                    {"type": "link", "url": "__GHOST_URL__/about/", "children": [{"type": "text", "text": "about us"}]},
                ],
            },
            {
                "type": "list",
                "listType": "number",
                "start": 3,
                "children": [
                    {"type": "listitem", "children": [{"type": "text", "text": "three"}]},
                    {
                        "type": "listitem",
                        "children": [
                            {"type": "text", "text": "four"},
                            {"type": "list", "listType": "bullet", "children": [_INNER]},
                        ],
                    },
                ],
            },
            {
                "type": "image",
                "src": "__GHOST_URL__/content/images/size/w600/2020/01/a.jpg",
                "alt": "Boats",
                "caption": "At <b>dawn</b>",
            },
            {"type": "gallery", "images": [{"src": f"{_IMAGES}/2020/01/b.jpg"}]},
            {"type": "codeblock", "language": "python", "code": "a < b"},
            {"type": "callout", "calloutEmoji": "💡", "calloutText": "Mind <em>this</em>"},
            {"type": "toggle", "heading": "More", "content": "<p>Inside</p>"},
            {
                "type": "bookmark",
                "url": "https://example.org/",
                "metadata": {"title": "Example", "description": "A site"},
            },
            {"type": "embed", "url": "https://www.youtube.com/watch?v=1", "html": "<iframe></iframe>"},
            {"type": "html", "html": "<p>By hand</p><script>x()</script>"},
            {"type": "markdown", "markdown": "**strong** words"},
            {"type": "horizontalrule"},
            {"type": "paywall"},
            {"type": "sculpture", "title": "A card that nobody knows"},
        ]
    }
}
MOBILEDOC = {
    "version": "0.3.1",
    "atoms": [["soft-return", "", {}]],
    "cards": [
        ["image", {"src": "__GHOST_URL__/content/images/2019/c.jpg", "alt": "Sea", "caption": "The sea"}],
        ["card-markdown", {"markdown": "## From Markdown"}],
        ["bookmark", {"url": "https://example.org/b", "metadata": {"title": "B"}}],
    ],
    "markups": [["strong"], ["a", ["href", "https://example.org/m"]], ["em"]],
    "sections": [
        [1, "h1", [[0, [], 0, "Old heading"]]],
        [1, "p", [[0, [], 0, "Plain "], [0, [0], 1, "strong"], [1, [], 0, 0], [0, [1, 2], 2, "link"]]],
        [3, "ul", [[[0, [], 0, "one"]], [[0, [], 0, "two <b>"]]]],
        [10, 0],
        [10, 1],
        [10, 2],
        [10, 99],
    ],
}


def post(number: int, **fields: Any) -> dict[str, Any]:
    """A published post; `lexical` and `mobiledoc` may be given as what they stand for."""
    row = {
        "id": f"5f{number:022}",
        "title": f"Post {number}",
        "slug": f"post-{number}",
        "html": f"<p>Text {number}</p>",
        "status": "published",
        "visibility": "public",
        "type": "post",
        "published_at": "2020-01-02T10:00:00.000Z",
        "created_at": "2020-01-01T10:00:00.000Z",
        "updated_at": "2020-01-03T10:00:00.000Z",
    } | fields
    for name in ("lexical", "mobiledoc"):
        if isinstance(row.get(name), dict):
            row[name] = json.dumps(row[name])
    return row


def export(posts: list[Any], *, version: str = "5.82.0", **tables: Any) -> dict[str, Any]:
    settings = [{"id": "s1", "key": "title", "value": "Tidewater"}, {"id": "s2", "key": "locale", "value": "en"}]
    data = {
        "posts": posts,
        "settings": settings,
        "posts_tags": [],
        "posts_authors": [],
        "tags": [],
        "users": [],
    } | tables
    return {"db": [{"meta": {"exported_on": 1, "version": version}, "data": data}]}
