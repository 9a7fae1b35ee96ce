"""The registry of kinds."""

import pytest

from content import kinds
from content.articles.models import Article, Page
from content.taxonomy.models import Tag

HOOKS = dict.fromkeys(["build", "snapshot", "clean", "restore", "relate"], "os.getcwd")


def test_articles_and_pages_are_kinds() -> None:
    assert [kind.name for kind in kinds.all_kinds()] == ["article", "page"]
    assert kinds.kind_of(Article()) == "article"
    assert kinds.kind_of(Page) == "page"
    assert kinds.get("page").is_tree
    assert not kinds.get("article").is_tree
    assert kinds.get("article").model is Article


def test_what_is_no_kind_is_told() -> None:
    with pytest.raises(LookupError, match="no kind"):
        kinds.get("poem")
    with pytest.raises(LookupError, match="taxonomy.Tag is no kind"):
        kinds.kind_of(Tag())


def test_a_kind_comes_with_all_its_hooks_and_once() -> None:
    values = {"model": "poems.Poem", "template": "poem.html", "label": "Poem"}
    with pytest.raises(TypeError, match="build"):
        kinds.register("poem", **values, **{name: path for name, path in HOOKS.items() if name != "build"})
    with pytest.raises(TypeError, match="rhyme"):
        kinds.register("poem", **values, **HOOKS, rhyme="x.y")
    kinds.register("poem", **values, **HOOKS)
    try:
        with pytest.raises(ValueError, match="twice"):
            kinds.register("poem", **values, **HOOKS)
    finally:
        kinds.forget("poem")
