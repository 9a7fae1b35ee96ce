"""The templates of prompts: a part of Django's language, with bounds, since administrators of any site write them.

They choose, repeat and name. Nothing reads files, addresses or the clock, and nothing grows without end: turns of loops
are counted, also of loops within loops, and no value and no text gets longer than a bound.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.template import Context, Engine, Library, TemplateSyntaxError, defaultfilters, defaulttags
from django.template.base import Node, Parser, Token

MOST_TURNS = 5_000  # of all loops of a prompt together
MOST_CHARS = 2_000_000  # of what a filter or a whole prompt makes
_TAGS = ("if", "for", "with", "comment", "firstof", "spaceless")
# Those that pad, take texts apart, draw lots, or search long texts for addresses and tags.
_NO_FILTERS = {
    *("ljust", "rjust", "center", "stringformat", "floatformat", "pprint", "make_list", "random", "urlize"),
    *("urlizetrunc", "truncatewords_html", "truncatechars_html", "linenumbers", "unordered_list", "json_script"),
}


class TooMuch(TemplateSyntaxError):
    """The template would go on for too long, or grow too large."""


class Bounded(Context):
    """Counts the turns of all loops."""

    turns = 0


class _Turn(Node):
    """Stands first in each loop."""

    def render(self, context: Context) -> str:
        if isinstance(context, Bounded):
            context.turns += 1
            if context.turns > MOST_TURNS:
                raise TooMuch(f"its loops take more than {MOST_TURNS:,} turns.")
        return ""


def engine(filters: dict[str, Callable[..., Any]]) -> Engine:
    """Templates with these filters and the harmless ones of Django."""
    library = Library()
    library.tags = {name: defaulttags.register.tags[name] for name in _TAGS} | {"for": _for}
    django = {name: f for name, f in defaultfilters.register.filters.items() if name not in _NO_FILTERS}
    library.filters = {name: _bounded(name, function) for name, function in django.items()}
    for name, function in filters.items():
        library.filter(name, function)
    made = Engine(autoescape=False, loaders=[])
    made.template_builtins = [library]
    return made


def render(text: str, context: dict[str, Any], by: Engine) -> str:
    """Raises TooMuch, TemplateSyntaxError and whatever filters raise."""
    return _held(by.from_string(text).render(Bounded(context, autoescape=False)))


def _for(parser: Parser, token: Token) -> Node:
    node = defaulttags.do_for(parser, token)
    nodes: list[Any] = node.nodelist_loop
    nodes.insert(0, _Turn())
    return node


def _bounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def inner(value: Any, *args: Any, **kwargs: Any) -> Any:
        if name == "join" and args and isinstance(value, str | list | tuple):
            _check(len(value) * len(str(args[0])))
        return _held(function(value, *args, **kwargs))

    return inner


def _held(value: Any) -> Any:
    if isinstance(value, str | list | tuple):
        _check(len(value))
    return value


def _check(size: int) -> None:
    if size > MOST_CHARS:
        raise TooMuch(f"it would make a text of more than {MOST_CHARS:,} characters.")
