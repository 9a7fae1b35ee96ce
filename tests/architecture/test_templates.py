"""Templates are whole: no tag is torn from its name, as formatters do to tags with a condition in them."""

import re

from tests.architecture.tree import ROOT, relative

TORN = re.compile(r"^\s*</?\s*$", re.MULTILINE)


def test_no_tag_is_torn_from_its_name() -> None:
    torn = [
        relative(path, ROOT)
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if TORN.search(path.read_text(encoding="utf-8"))
    ]
    assert torn == []


def test_a_torn_tag_is_seen() -> None:
    assert TORN.search("<p>\n  <\n  {% if a %}div{% endif %}\n>")
