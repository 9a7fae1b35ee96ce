"""Prompts: files `prompts/*.md` of any AI room, which a site may override in versions.

    ---
    purpose: writing.title
    version: 3
    max_tokens: 200
    temperature: 0.4
    guards: preamble, language, length
    schema: title.json
    ---
    [system]
    You write headlines.
    [user]
    {{ text|fence:"article" }}

`schema` names a JSON file beside the prompt. Texts are Django templates without access to files, tags of other
libraries or anything but the run's context, which is plain JSON. `fence` puts text that others wrote between marks and
takes the marks out of it, so that it cannot pretend to be an instruction; `in_line`
does so for a title or a name.
"""

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.template import Context, Engine, Library, TemplateDoesNotExist, TemplateSyntaxError

from accounts.sites.models import Site
from ai.engine.models import PromptOverride

_FRONT = re.compile(r"\A---\n(.*?)\n---\n?", re.DOTALL)
_SECTION = re.compile(r"^\[(system|user)\][ \t]*$", re.MULTILINE)
_DEFAULT_MAX_TOKENS = 1_024
_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_WIDE_MARKS = str.maketrans({"＜": "<", "＞": ">"})
_ANY_FENCE = re.compile(
    r"<\s*(/?)\s*((?:source|article|headline|written_so_far|last_text|selection|text|instructions?|system|user|assistant"
    r"|guidelines?|glossary|examples?|document|context|prompt|tool_call|function_call|tool_response|start_of_turn"
    r"|end_of_turn)\b)",
    re.IGNORECASE,
)
_CHAT_MARKS = re.compile(
    r"<\|[^|<>]{0,40}\|>|\[/?INST\]|<</?SYS>>|^[ \t]*\[(?:system|user|assistant)\]", re.IGNORECASE | re.MULTILINE
)
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "|": "¦", "[": "⟦", "]": "⟧"})


class PromptError(ValueError):
    """What is wrong with a prompt's text, for whoever wrote it."""


@dataclass(frozen=True)
class Prompt:
    purpose: str
    version: str
    sections: tuple[tuple[str, str], ...]
    max_tokens: int = _DEFAULT_MAX_TOKENS
    temperature: float | None = None
    guards: tuple[str, ...] = ()
    schema: dict[str, Any] | None = None
    source: str = ""  # as it was written

    def messages(self, context: dict[str, Any]) -> list[dict[str, str]]:
        """OpenAI messages. Raises PromptError for a template that does not render."""
        plain = json.loads(json.dumps(context, default=str))
        try:
            rendered = [
                (role, _engine().from_string(text).render(Context(plain, autoescape=False)))
                for role, text in self.sections
            ]
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            raise PromptError(f"The prompt {self.purpose} ({self.version}) does not render: {error}") from None
        return [{"role": role, "content": text.strip()} for role, text in rendered if text.strip()]


def prompt_for(purpose: str, site: Site | None) -> Prompt | None:
    """The site's newest text in use, else the file; None for a purpose that nobody wrote a prompt for."""
    own = PromptOverride.objects.current(site, purpose).first() if site else None
    standard = files().get(purpose)
    if own is None:
        return standard
    return parse(own.text, version=f"site {own.version}", base=standard, purpose=purpose)


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
            max_tokens=int(settings.get("max_tokens", prompt.max_tokens)),
            temperature=float(settings["temperature"]) if "temperature" in settings else prompt.temperature,
            guards=_names(settings["guards"]) if "guards" in settings else prompt.guards,
            schema=_schema(settings["schema"], folder) if folder and "schema" in settings else prompt.schema,
        )
    except ValueError as error:
        raise PromptError(f"The front matter of {prompt.purpose} is not right: {error}") from None


def problem_with(text: str, purpose: str) -> str:
    """Why `text` cannot serve as a prompt for `purpose`, or ''."""
    try:
        parse(text, version="draft", base=files().get(purpose), purpose=purpose).messages({})
    except PromptError as error:
        return str(error)
    return ""


def _settings(front: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in front.splitlines() if line.strip() and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


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
    text = _INVISIBLE.sub("", text).translate(_WIDE_MARKS)
    return _CHAT_MARKS.sub(lambda match: match.group().translate(_HARMLESS), _ANY_FENCE.sub(r"‹\1\2", text))


def _rendered(text: str, context: dict[str, Any]) -> str:
    return _engine().from_string(text).render(Context(context, autoescape=False))


@cache
def _engine() -> Engine:
    library = Library()
    library.filter("fence", fence)
    library.filter("in_line", in_line)
    library.filter("defused", defused)
    engine = Engine(autoescape=False, loaders=[])
    engine.template_builtins.append(library)
    return engine
