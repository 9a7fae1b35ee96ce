"""Ways to get an answer, by name or dotted path: each module offers `answer(call, on_chunk=…, tick=…)`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any

NAMES = {
    "openai_compatible": "ai.providers.backends.openai_compatible",
    "local": "ai.providers.backends.built_in",
}
OnChunk = Callable[[str], None]
Tick = Callable[[], None]


@dataclass(frozen=True)
class Call:
    """What a backend gets. Messages are OpenAI's: {"role", "content"}."""

    purpose: str
    context: dict[str, Any]
    messages: list[dict[str, str]]
    model: str
    max_tokens: int
    temperature: float | None = None
    schema: dict[str, Any] | None = None
    pictures: tuple[str, ...] = ()  # data: addresses, shown with the last message
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    stream: bool = True
    json_mode: bool = True
    json_schema: bool = False
    allow_private: bool = False


@dataclass
class Answer:
    """What a backend gives back. Tokens are None when the server did not count them."""

    text: str
    finish_reason: str = "stop"
    tokens_in: int | None = None
    tokens_out: int | None = None
    data: Any = None
    notes: list[str] = field(default_factory=list)


def load(name: str) -> ModuleType:
    return import_module(NAMES.get(name, name))
