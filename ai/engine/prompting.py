"""Prompts: files `prompts/*.md` of any AI room, which a site may override in versions.

    ---
    purpose: writing.title
    about: Headlines for an article
    needs text: The article, headings marked as in Markdown
    offers title: The headline now; may be empty
    version: 3
    max_tokens: 200
    temperature: 0.4
    guards: preamble, language, length
    schema: title.json
    guidelines: rules, glossary
    ---
    [system]
    You write headlines.
    [user]
    {{ text|fence:"article" }}

`needs` and `offers` document the variables: what a prompt must use, and what else it may. `schema` names a JSON file
beside the prompt. Texts are templates (`templating.py`: no files, bounded loops) that see nothing
but the run's context, which is plain JSON. `fence` puts text that others wrote between marks and
takes the marks out of it, so that it cannot pretend to be an instruction; `in_line`
does so for a title or a name.
"""

import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.template import Engine

from accounts.sites.models import Site
from ai.engine import templating
from ai.engine.models import PromptOverride
from aicmr.lib.seen import visible

_FRONT = re.compile(r"\A---\n(.*?)\n---\n?", re.DOTALL)
_SECTION = re.compile(r"^\[(system|user)\][ \t]*$", re.MULTILINE)
_DEFAULT_MAX_TOKENS = 1_024
_WIDE_MARKS = str.maketrans({"＜": "<", "＞": ">", "﹤": "<", "﹥": ">"})
_ANY_FENCE = re.compile(
    r"(?:<|&lt;?|&#0*60;?|&#x0*3c;?)\s*(/?)\s*"
    r"((?:source|article|headline|written_so_far|last_text|selection|text|instructions?|system|user|assistant|guidelines?"
    r"|glossary|examples?|document|context|prompt|tool_call|function_call|tool_response|start_of_turn|end_of_turn)\b)",
    re.IGNORECASE,
)
_CHAT_MARKS = re.compile(
    r"<\|[^|<>]{0,40}\|>|\[/?INST\]|<</?SYS>>|^[ \t]*\[(?:system|user|assistant)\]", re.IGNORECASE | re.MULTILINE
)
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "|": "¦", "[": "⟦", "]": "⟧"})


class PromptError(ValueError):
    """What is wrong with a prompt's text, for whoever wrote it."""


@dataclass(frozen=True)
class Variable:
    """A documented variable: its path such as `brief.topic`."""

    name: str
    is_needed: bool
    about: str


@dataclass(frozen=True)
class Prompt:
    purpose: str
    version: str
    sections: tuple[tuple[str, str], ...]
    max_tokens: int = _DEFAULT_MAX_TOKENS
    temperature: float | None = None
    guards: tuple[str, ...] = ()
    schema: dict[str, Any] | None = None
    guidelines: tuple[str, ...] = ()  # what of the rules of the house it reads, see `house.py`
    source: str = ""  # as it was written
    about: str = ""
    variables: tuple[Variable, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)  # its front matter

    def messages(self, context: dict[str, Any]) -> list[dict[str, str]]:
        """OpenAI messages. Raises PromptError for a template that does not render."""
        plain = json.loads(json.dumps(context, default=str))
        try:
            rendered = [(role, _rendered(text, plain)) for role, text in self.sections]
        except Exception as error:  # filters and tags raise what they like
            raise PromptError(f"The prompt {self.purpose} ({self.version}) does not render: {error}") from None
        return [{"role": role, "content": text.strip()} for role, text in rendered if text.strip()]


def prompt_for(purpose: str, site: Site | None) -> Prompt | None:
    """The site's newest text in use, else the file; None for a purpose that nobody wrote a prompt for."""
    own = PromptOverride.objects.current(site, purpose).first() if site else None
    standard = files().get(purpose)
    if own is None:
        return standard
    return of_version(own)


def of_version(own: PromptOverride) -> Prompt:
    """A site's version as a Prompt. Raises PromptError."""
    return parse(own.text, version=own.label, base=files().get(own.purpose), purpose=own.purpose)


@cache
def files() -> dict[str, Prompt]:
    """Every prompt that comes with the program, by purpose."""
    found: dict[str, Prompt] = {}
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "prompts").glob("*.md")):
            prompt = parse(path.read_text(encoding="utf-8"), folder=path.parent)
            found[prompt.purpose] = prompt
    return found


def parse(
    text: str, *, version: str = "", base: Prompt | None = None, purpose: str = "", folder: Path | None = None
) -> Prompt:
    """`text` with front matter as a Prompt; what the front matter leaves out comes from `base`. Raises PromptError."""
    text = text.replace("\r\n", "\n")
    match = _FRONT.match(text)
    settings = _settings(match.group(1)) if match else {}
    prompt = base or Prompt(purpose or settings.get("purpose", ""), settings.get("version", "1"), ())
    if not prompt.purpose:
        raise PromptError("The front matter does not say which purpose the prompt is for.")
    try:
        return replace(
            prompt,
            source=text,
            version=version or f"file {prompt.version}",
            sections=_sections(text[match.end() :] if match else text),
            about=settings.get("about", prompt.about),
            variables=_variables(settings) or prompt.variables,
            settings=settings,
            max_tokens=int(settings.get("max_tokens", prompt.max_tokens)),
            temperature=float(settings["temperature"]) if "temperature" in settings else prompt.temperature,
            guards=_names(settings["guards"]) if "guards" in settings else prompt.guards,
            guidelines=_names(settings["guidelines"]) if "guidelines" in settings else prompt.guidelines,
            schema=_schema(settings["schema"], folder) if folder and "schema" in settings else prompt.schema,
        )
    except ValueError as error:
        raise PromptError(f"The front matter of {prompt.purpose} is not right: {error}") from None


def compiled(text: str) -> Any:
    """The template's nodes. Raises TemplateSyntaxError."""
    return _engine().from_string(text).nodelist


def _settings(front: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in front.splitlines() if line.strip() and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _variables(settings: dict[str, str]) -> tuple[Variable, ...]:
    found = []
    for key, about in settings.items():
        kind, _, name = key.partition(" ")
        if kind in ("needs", "offers") and name:
            found.append(Variable(name.strip(), kind == "needs", about))
    return tuple(found)


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _schema(name: str, folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / name).read_text(encoding="utf-8")))


def _sections(body: str) -> tuple[tuple[str, str], ...]:
    """(role, text) in order; a text without a mark is the user's message."""
    parts = _SECTION.split(body)
    sections = [("user", parts[0])] if parts[0].strip() else []
    sections += list(zip(parts[1::2], parts[2::2], strict=True))
    if not sections:
        raise PromptError("The prompt has no text.")
    return tuple(sections)


def fence(text: object, label: str = "text") -> str:
    """`text` between marks of `label`, from which nothing inside can escape, whatever mark it closes or opens."""
    return f"<{label}>\n{defused(str(text)).strip()}\n</{label}>"


def in_line(text: object) -> str:
    """A stranger's title or name for the middle of a line: one line of 200 characters at most, without marks."""
    return " ".join(defused(str(text)).split())[:200]


def defused(text: str) -> str:
    """Without what nobody sees (tags of Unicode, directions, zero widths) and with marks that a model could take for
    its own written so that they are none. The two joiners stay: Persian, Hindi and emoji need them."""
    text = visible(text).translate(_WIDE_MARKS)
    return _CHAT_MARKS.sub(lambda match: match.group().translate(_HARMLESS), _ANY_FENCE.sub(r"‹\1\2", text))


def _rendered(text: str, context: dict[str, Any]) -> str:
    return templating.render(text, context, _engine())


@cache
def _engine() -> Engine:
    return templating.engine({"fence": fence, "in_line": in_line, "defused": defused})
