"""YAML that anybody may have written: plain data, in bounded effort, and one error for all that is wrong with it."""

from typing import Any

import yaml

MOST_ALIASES = 50
_MOST_BITS = 10_000  # of one whole number: Python writes no longer ones in digits
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadYaml(ValueError):
    """The text is no YAML that is taken; the message says why, `line` where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Loader(_Safe):
    """Safe types alone, and whole numbers that can be written."""


def _whole(loader: Any, node: Any) -> int:
    found: int = loader.construct_yaml_int(node)
    if found.bit_length() > _MOST_BITS:
        raise yaml.constructor.ConstructorError(None, None, "a number is too long", node.start_mark)
    return found


_Loader.add_constructor("tag:yaml.org,2002:int", _whole)


def load(text: str) -> Any:
    """The data of one document. Raises BadYaml, also where aliases would blow it up."""
    try:
        if sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)) > MOST_ALIASES:
            raise BadYaml(1, "it repeats itself by aliases too often")
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader  # nosec B506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = text.count("\n") + 1
        raise BadYaml(min(mark.line + 1, last) if mark else 1, error.problem or "it cannot be read") from None
    except BadYaml:
        raise
    except RecursionError:
        raise BadYaml(1, "it nests too deep") from None
    # The loader itself stumbles over marks that lie: `!!bool maybe`, `!!int ""`, `!!timestamp soon`.
    except (yaml.YAMLError, ValueError, OverflowError, LookupError, AttributeError, TypeError) as error:
        raise BadYaml(1, " ".join(str(error).split())[:120] or "it cannot be read") from None
