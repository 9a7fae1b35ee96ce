"""Whether a prompt's text can serve: front matter, template, variables, fences, length; every fault is named.

A text is measured against the shipped prompt of its purpose: it may use the variables that are documented there or
that the shipped text uses, must use those that are needed, and must fence what the shipped text fences, since that is
written by strangers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.base import FilterExpression, TextNode, VariableNode
from django.template.base import Variable as Lookup
from django.template.defaulttags import CommentNode, FirstOfNode, ForNode, IfNode, SpacelessNode, WithNode

from ai import guards
from ai.engine import house, prompting
from ai.engine.prompting import Prompt, PromptError

MOST_CHARS = 20_000
MOST_TOKENS = 32_000
SETTINGS = {"purpose", "version", "about", "max_tokens", "temperature", "guards", "schema", "guidelines"}
KEPT = {"schema": "the shape of the answer belongs to the program", "purpose": "a prompt keeps its purpose"}
PROTECTION = {"fence", "in_line", "defused"}
_MARK = re.compile(r"^[ \t]*\[([^\]\n]{1,20})\][ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Use:
    """One place where a template reads a variable. `printed`: it writes it; `is_safe`: between marks, or defused."""

    path: str
    printed: bool = False
    is_safe: bool = False


def problems(text: str, purpose: str) -> list[str]:
    """Why `text` cannot serve as a prompt for `purpose`, each fault in words; [] if it can."""
    if len(text) > MOST_CHARS:
        return [f"The text has {len(text):,} characters; {MOST_CHARS:,} is the most."]
    base = prompting.files().get(purpose)
    try:
        prompt = prompting.parse(text, version="draft", base=base, purpose=purpose)
        prompt.messages({})
    except PromptError as error:
        return [str(error)]
    return [*_settings(prompt, base), *_marks(prompt), *_variables(prompt, base)]


def known_variables(prompt: Prompt) -> dict[str, str]:
    """Path → what it is, documented or not ('')."""
    found = {variable.name: variable.about for variable in prompt.variables}
    return found | {use.path: "" for use in uses(prompt) if not _covered(use.path, found)}


def uses(prompt: Prompt) -> list[Use]:
    """Every place where the prompt reads a variable."""
    return [use for _, text in prompt.sections for use in _walk(prompting.compiled(text), {})]


def _settings(prompt: Prompt, base: Prompt | None) -> Iterator[str]:
    names = {name for name in prompt.settings if not name.startswith(("needs ", "offers "))}
    for name in sorted(names - SETTINGS - set(base.settings if base else ())):
        yield f"The front matter does not know “{name}”. It knows {', '.join(sorted(SETTINGS))}."
    for name, why in KEPT.items():
        kept = base.settings.get(name, base.purpose if name == "purpose" else "") if base else ""
        if base and prompt.settings.get(name, kept) != kept:
            yield f"The front matter cannot change “{name}”: {why}."
    if not 1 <= prompt.max_tokens <= MOST_TOKENS:
        yield f"max_tokens is {prompt.max_tokens:,}; it is between 1 and {MOST_TOKENS:,}."
    if prompt.temperature is not None and not 0 <= prompt.temperature <= 2:
        yield f"temperature is {prompt.temperature}; it is between 0 and 2."
    for name in sorted(set(prompt.guards) - set(guards.GUARDS)):
        yield f"There is no guard “{name}”. There are {', '.join(guards.GUARDS)}."
    for name in sorted(set(prompt.guidelines) - set(house.PARTS)):
        yield f"guidelines cannot be “{name}”. They are {' and '.join(house.PARTS)}."


def _marks(prompt: Prompt) -> Iterator[str]:
    for _, text in prompt.sections:
        for name in _MARK.findall(text):
            yield f"“[{name}]” stands alone on a line: a part is called [system] or [user]."
    if not any(role == "user" for role, _ in prompt.sections):
        yield "There is no [user] part, so nothing would be asked."


def _variables(prompt: Prompt, base: Prompt | None) -> Iterator[str]:
    if base is None:
        return
    known, found = known_variables(base), uses(prompt)
    for path in sorted({use.path for use in found if not _covered(use.path, known)}):
        yield f"There is no variable “{path}”. There are {', '.join(sorted(known))}."
    printed = {use.path for use in found if use.printed}
    for variable in base.variables:
        if variable.is_needed and not any(_within(path, variable.name) for path in printed):
            yield f"“{variable.name}” is missing: {variable.about or 'without it there is nothing to work on'}."
    for path in sorted({use.path for use in found if use.printed and not use.is_safe} & _fenced(base)):
        yield (
            f"“{path}” is a text that others wrote. Put it between marks, so that it cannot give orders: "
            f'{{{{ {path}|fence:"text" }}}}'
        )


def _fenced(base: Prompt) -> set[str]:
    """What the shipped text never writes without protection."""
    printed = [use for use in uses(base) if use.printed]
    return {use.path for use in printed if use.is_safe} - {use.path for use in printed if not use.is_safe}


def _covered(path: str, known: Any) -> bool:
    """Documented itself, part of something documented as a whole, or the whole of documented parts."""
    if path in known or any(name.startswith(f"{path}.") for name in known):
        return True
    above = ".".join(path.split(".")[:-1])
    return bool(above) and above in known and not any(name.startswith(f"{above}.") for name in known)


def _within(path: str, name: str) -> bool:
    return path == name or path.startswith(f"{name}.") or name.startswith(f"{path}.")


def _walk(nodes: Any, bound: dict[str, str]) -> Iterator[Use]:
    """Variables in reading order; `bound`: names that loops and `with` gave, and the path that they stand for."""
    for node in nodes or ():
        if isinstance(node, TextNode | CommentNode):
            continue
        if isinstance(node, VariableNode):
            yield from _read(node.filter_expression, bound, printed=True)
        elif isinstance(node, IfNode):
            for condition, inner in node.conditions_nodelists:
                yield from _condition(condition, bound)
                yield from _walk(inner, bound)
        elif isinstance(node, ForNode):
            yield from _loop(node, bound)
        elif isinstance(node, WithNode):
            yield from _named(node, bound)
        elif isinstance(node, FirstOfNode):
            for expression in node.vars:
                yield from _read(expression, bound, printed=True)
        elif isinstance(node, SpacelessNode):
            yield from _walk(node.nodelist, bound)


def _loop(node: ForNode, bound: dict[str, str]) -> Iterator[Use]:
    if not isinstance(node.sequence, FilterExpression):
        return
    yield from _read(node.sequence, bound)
    path = _path(node.sequence, bound)
    inner = bound | {"forloop": ""} | {name: path if len(node.loopvars) == 1 else "" for name in node.loopvars}
    yield from _walk(node.nodelist_loop, inner)
    yield from _walk(node.nodelist_empty, bound)


def _named(node: WithNode, bound: dict[str, str]) -> Iterator[Use]:
    named = {}
    for name, expression in node.extra_context.items():
        yield from _read(expression, bound)
        # What a filter has made safe stays so under another name.
        named[name] = "" if _is_safe(expression) else _path(expression, bound)
    yield from _walk(node.nodelist, bound | named)


def _condition(condition: Any, bound: dict[str, str]) -> Iterator[Use]:
    for part in (getattr(condition, name, None) for name in ("first", "second")):
        if part is not None:
            yield from _condition(part, bound)
    value = getattr(condition, "value", None)
    if isinstance(value, FilterExpression):
        yield from _read(value, bound)


def _read(expression: FilterExpression, bound: dict[str, str], *, printed: bool = False) -> Iterator[Use]:
    if path := _path(expression, bound):
        yield Use(path, printed, _is_safe(expression))
    for _, arguments in expression.filters:
        for is_variable, argument in arguments:
            if is_variable and isinstance(argument, Lookup) and (path := _resolved(argument, bound)):
                yield Use(path, printed)


def _is_safe(expression: FilterExpression) -> bool:
    return any(getattr(function, "_filter_name", function.__name__) in PROTECTION for function, _ in expression.filters)


def _path(expression: FilterExpression, bound: dict[str, str]) -> str:
    return _resolved(expression.var, bound) if isinstance(expression.var, Lookup) else ""


def _resolved(variable: Lookup, bound: dict[str, str]) -> str:
    """The path in the context; '' for a literal and for what a loop gives."""
    if variable.lookups is None:
        return ""
    first, *rest = variable.lookups
    if first in bound:
        return ".".join([bound[first], *rest]) if bound[first] else ""
    return ".".join([first, *(part for part in rest if not part.isdigit())])
