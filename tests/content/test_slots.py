from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.utils.safestring import mark_safe

from content import slots


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(slots, "_declared", {})
    monkeypatch.setattr(slots, "_fillers", {})
    yield


def show(source: str, **context: object) -> str:
    return Template("{% load slots %}" + source).render(Context(context))


def test_a_slot_shows_what_rooms_put_into_it_in_their_order() -> None:
    slots.declare("page.side", "Cards")
    slots.fill("page.side", order=2)(lambda context: "second")
    slots.fill("page.side", order=1)(lambda context: mark_safe("<b>first</b>"))
    assert show('{% slot "page.side" %}') == "<b>first</b>second"


def test_a_filler_gets_the_templates_variables_and_the_tags_own() -> None:
    slots.declare("page.field", "Beside a field")
    slots.fill("page.field")(lambda context: f"{context['object']}:{context['field']}")
    assert show('{% slot "page.field" field="summary" %}', object="A7") == "A7:summary"


def test_a_slot_that_nobody_fills_is_empty() -> None:
    slots.declare("page.side", "Cards")
    assert show('{% slot "page.side" %}') == ""


def test_a_filler_that_fails_leaves_the_page_whole() -> None:
    slots.declare("page.side", "Cards")
    slots.fill("page.side", order=1)(lambda context: str(1 / 0))
    slots.fill("page.side", order=2)(lambda context: "still here")
    assert show('{% slot "page.side" %}') == "still here"


def test_a_slot_that_nobody_declares_cannot_be_filled_or_shown() -> None:
    slots.fill("page.tpyo")(lambda context: "")
    with pytest.raises(ImproperlyConfigured, match="page.tpyo"):
        slots.check()
    with pytest.raises(ImproperlyConfigured, match="page.other"):
        show('{% slot "page.other" %}')
