"""Takes secrets out of what is logged or reported: values of telling names, credentials in addresses, known tokens.

`scrub` is for text, `scrubbed` for nested values. Both may be called on anything, and never raise. What the program
itself keeps secret (`know`) is taken out wherever it turns up, whatever stands around it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

GONE = "[secret]"
_DEEPEST = 8
BEFORE_NAMES = 4  # patterns: keys, addresses and headers, whose values have names and signs in them
_SHORTEST = 8  # a known secret that is shorter would black out innocent words
# What a name says whose value is secret: somewhere in it, or as the whole of it.
_TELLING = re.compile(
    r"passw(?:or)?d|passphrase|secret|token|api[_-]?key|apikey|private[_-]?key|credential|authorization|cookie"
    r"|session|csrf|signature|dsn|recovery[_-]?codes?|otp",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"pwd|jwt|x-amz-[\w-]+|sig", re.IGNORECASE)
# A name with its sign, read once from where it begins, however long it is: whoever asks for a page writes a line.
_NAMED = re.compile(r"(?<![\w-])(['\"]?)([\w-]++)(['\"]?\s*+[:=]\s*+)")
_VALUE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s,;&'\"{}\])]+")
_HARMLESS = re.compile(
    r"(?:max_|prompt_|completion_|input_|output_|total_)?tokens?(?:_(?:in|out|count|limit))?\Z", re.I
)
_PATTERNS = [
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S), GONE),
    (re.compile(r"(\b[a-z][a-z0-9+.-]{0,20}://)[^\s/@'\"<>]*@", re.IGNORECASE), rf"\1{GONE}@"),
    (re.compile(r"\b((?:bearer|basic|digest|token)\s+)[\w.~+/=:-]{6,}", re.IGNORECASE), rf"\1{GONE}"),
    (re.compile(r"\b((?:set-)?cookie['\"]?\s*[:=]\s*)['\"]?[^'\"\r\n]+", re.IGNORECASE), rf"\1{GONE}"),
    (re.compile(r"\b(?:sk|pk|rk|whsec|ghp|gho|xox[abpr])[-_][\w-]{10,}"), GONE),
    (re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"), GONE),
    (re.compile(r"\bgAAAAA[\w=-]{20,}"), GONE),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b"), GONE),
    (re.compile(r"([?&]t=)[\w.-]{16,}"), rf"\1{GONE}"),  # of a signed picture
    (re.compile(r"(/(?:preview|account/unlock|password/reset/key|confirm-email)/)[^\s/?'\"]+"), rf"\1{GONE}"),
]
_known: set[str] = set()


def know(secrets: Iterable[str]) -> None:
    """Values to be taken out wherever they stand; called at the start with what the settings hold."""
    _known.update(secret for secret in secrets if secret and len(secret) >= _SHORTEST)


def scrub(text: str) -> str:
    for secret in _known:
        text = text.replace(secret, GONE)
    for pattern, instead in _PATTERNS[:BEFORE_NAMES]:
        text = pattern.sub(instead, text)
    text = "".join(_without_values(text))
    for pattern, instead in _PATTERNS[BEFORE_NAMES:]:
        text = pattern.sub(instead, text)
    return text


def _without_values(text: str) -> Iterator[str]:
    """The text without the values of telling names."""
    at = 0
    for match in _NAMED.finditer(text):
        if match.start() < at or not _is_named_secret(match[2]):
            continue
        value = _VALUE.match(text, match.end())
        if value and not (_HARMLESS.match(match[2]) and _is_count(value.group())):
            yield text[at : match.end()] + GONE
            at = value.end()
    yield text[at:]


def scrubbed(value: Any, depth: int = 0) -> Any:
    """The value without secrets; what is no text, number, mapping or list becomes its `str`."""
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, str):
        return scrub(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {
            str(key): GONE if _is_secret(str(key), inner) else scrubbed(inner, depth + 1)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [scrubbed(inner, depth + 1) for inner in value]
    try:
        return scrub(str(value))
    except Exception:
        return f"<{type(value).__name__}>"


def _is_secret(name: str, value: Any) -> bool:
    if isinstance(value, str) and _HARMLESS.match(name):
        return not _is_count(value)
    return is_telling(name) and value not in (None, "")


def _is_count(text: str) -> bool:
    """Tokens are counted, and a token opens doors: what is no number is one of those."""
    return not text or text.strip("'\"").replace(".", "").replace("_", "").isdigit()


def is_telling(name: str) -> bool:
    """Whether the name says that its value is secret; counts of tokens are not."""
    return _is_named_secret(name) and not _HARMLESS.match(name)


def _is_named_secret(name: str) -> bool:
    return bool(_TELLING.search(name) or _WHOLE.fullmatch(name))
