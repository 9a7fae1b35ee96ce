"""schema: the answer is JSON of the shape that was asked for.

The part of JSON Schema (draft 2020-12) that prompts need: type, enum, const, properties, required,
additionalProperties, items, minItems, maxItems, uniqueItems, minLength, maxLength, pattern, minimum, maximum, anyOf.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from ai.guards.verdicts import Expect, Verdict

ID = "schema"
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    if expect.schema is None:
        return None
    if data is None:
        return Verdict(ID, False, "The answer is not valid JSON.")
    faults = list(faults_of(data, expect.schema))
    if faults:
        return Verdict(ID, False, f"The answer's JSON is not right: {'; '.join(faults[:5])}.")
    return Verdict(ID, True)


def read_json(text: str) -> Any:
    """The JSON value in `text`, whatever stands around it (a code fence, a sentence); None without one."""
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refused)
    for start in [match.start() for match in re.finditer(r"[{\[]", text)][:50]:
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if _is_wrapping(text[:start]) and _is_wrapping(text[end:]):
            return value
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Without a name that is there twice, of which only the last value would count."""
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a name is there twice")
    return found


def _refused(constant: str) -> Any:
    """NaN and the like are no JSON."""
    raise ValueError(constant)


def _is_wrapping(text: str) -> bool:
    """Text around JSON that may be dropped: short, and without JSON of its own."""
    return len(text) < 400 and not re.search(r"[{}\[\]]", text)


def faults_of(value: Any, schema: dict[str, Any], where: str = "answer") -> Iterator[str]:
    if not _has_type(value, schema.get("type")):
        yield f"{where} must be {schema['type']}"
        return
    if "anyOf" in schema and all(any(True for _ in faults_of(value, option, where)) for option in schema["anyOf"]):
        yield f"{where} has none of the allowed shapes"
    if ("enum" in schema and value not in schema["enum"]) or schema.get("const", value) != value:
        yield f"{where} is not one of the allowed values"
    if isinstance(value, dict):
        yield from _object_faults(value, schema, where)
    elif isinstance(value, list):
        yield from _array_faults(value, schema, where)
    elif isinstance(value, str):
        yield from _string_faults(value, schema, where)
    elif isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{where} is out of its range"


def _has_type(value: Any, wanted: str | list[str] | None) -> bool:
    if wanted is None:
        return True
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool):
        return "boolean" in names
    if isinstance(value, float) and value.is_integer() and "integer" in names:
        return True
    return any(isinstance(value, _TYPES[name]) for name in names)


def _object_faults(value: dict[str, Any], schema: dict[str, Any], where: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, inner in value.items():
        rule = known.get(name, schema.get("additionalProperties", True))
        if rule is False:
            yield f"{where}.{name} was not asked for"
        elif isinstance(rule, dict):
            yield from faults_of(inner, rule, f"{where}.{name}")


def _array_faults(value: list[Any], schema: dict[str, Any], where: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{where} has fewer than {schema['minItems']} entries"
    if len(value) > schema.get("maxItems", len(value)):
        yield f"{where} has more than {schema['maxItems']} entries"
    if schema.get("uniqueItems") and len({json.dumps(item, sort_keys=True) for item in value}) < len(value):
        yield f"{where} repeats an entry"
    for place, inner in enumerate(value):
        yield from faults_of(inner, schema.get("items", {}), f"{where}[{place}]")


def _string_faults(value: str, schema: dict[str, Any], where: str) -> Iterator[str]:
    if len(value.strip()) < schema.get("minLength", 0):
        yield f"{where} has fewer than {schema['minLength']} characters"
    if len(value) > schema.get("maxLength", len(value)):
        yield f"{where} has more than {schema['maxLength']} characters"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where} does not match its pattern"
