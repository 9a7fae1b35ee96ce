"""A brief as a file: YAML front matter (topic, audience, tone, length, language, instructions, sources), then facts.

Errors are for the person who wrote the file: they name the line and say what to do.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import yaml
from django.core.files import File
from django.core.files.base import ContentFile

from ai.local import facts
from aicmr.lib.documents import MAX_BYTES as MAX_DOCUMENT_BYTES

MAX_BYTES = 2_000_000
LONGEST_NAME = 255  # bytes, of a file or folder
DOCUMENTS = (".pdf", ".docx")
KEYS = ("topic", "audience", "tone", "length", "language", "instructions", "sources")
_FENCE = re.compile(r"^---[ \t]*$")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_LENGTH = re.compile(r"(\d{1,3}(?:[.,\u00a0 ]\d{3})+|\d+)(?:\s*(?:-|–|to|bis|à|a)\s*(\d{1,3}(?:[.,]\d{3})+|\d+))?")
_NAMES = {
    "english": "en", "englisch": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr",
    "französisch": "fr", "spanish": "es", "español": "es", "spanisch": "es", "italian": "it", "italiano": "it",
    "dutch": "nl", "nederlands": "nl", "portuguese": "pt", "português": "pt", "vietnamese": "vi", "tiếng việt": "vi",
    "polish": "pl", "polski": "pl", "swedish": "sv", "svenska": "sv", "chinese": "zh", "japanese": "ja",
}  # fmt: skip


class BriefError(ValueError):
    """What is wrong with a brief, with the line where it is."""


@dataclass(frozen=True)
class SourceFile:
    """A text beside the brief: its name for readers of the sources list, and its text."""

    title: str
    address: str
    text: str


@dataclass
class ParsedBrief:
    topic: str
    facts: str
    audience: str = ""
    tone: str = ""
    length: str = ""
    language: str = ""
    instructions: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    documents: list[File] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Front:
    """Values of the front matter with the line of each."""

    values: dict[str, str | list[tuple[str, int]]]
    lines: dict[str, int]
    warnings: list[str]

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        if isinstance(value, list):
            raise BriefError(f"line {self.lines[key]}: “{key}” takes one value, not a list.")
        return " ".join(value.split())

    def listing(self, key: str) -> list[tuple[str, int]]:
        value = self.values.get(key, [])
        if isinstance(value, str):
            return [(value, self.lines[key])] if value.strip() else []
        return value


def read(path: Path) -> ParsedBrief:
    """The brief in a file with the sources beside it. Raises BriefError."""
    return parse(read_text(path, what="the brief"), folder=path.resolve().parent)


def parse(text: str, *, folder: Path | None = None) -> ParsedBrief:
    """A brief's text; sources that are paths are read from inside `folder`. Raises BriefError."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines or not _FENCE.match(lines[0]):
        raise BriefError("line 1: a brief begins with “---”, then lines such as “topic: …”, then “---”, then facts.")
    end = next((number for number, line in enumerate(lines[1:], 1) if _FENCE.match(line)), None)
    if end is None:
        raise BriefError("line 1: the front matter is not closed; put a line “---” after it, before the facts.")
    front = _front("\n".join(lines[1:end]))
    brief = ParsedBrief(
        topic=front.text("topic"),
        facts="\n".join(lines[end + 1 :]).strip(),
        audience=front.text("audience"),
        tone=front.text("tone"),
        length=front.text("length"),
        language=_language(front),
        instructions=[value for value, _ in front.listing("instructions")],
        warnings=front.warnings,
    )
    if not brief.topic:
        line = front.lines.get("topic", 2)
        raise BriefError(f"line {line}: the topic is missing; write “topic: …” in the front matter.")
    if brief.length and not words_wanted(brief.length):
        brief.warnings.append(f"line {front.lines['length']}: “{brief.length}” names no number of words: not used.")
    _find_sources(brief, front, folder)
    if not (facts.parse(brief.facts) or brief.files or brief.documents or brief.links):
        raise BriefError(f"line {end + 2}: there are no facts; write them under the front matter, one per line.")
    return brief


def words_wanted(length: str) -> int:
    """`400 Wörter`, `1,200 words`, `500-700 words` as a number of words (the middle of a range); 0 for none."""
    match = _LENGTH.search(length)
    if not match:
        return 0
    ends = [int(re.sub(r"\D", "", part)) for part in match.groups() if part]
    return min(20_000, sum(ends) // len(ends))


def read_text(path: Path, *, what: str) -> str:
    """A text file in UTF-8 or, marked so, UTF-16. Raises BriefError for everything else."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except FileNotFoundError:
        raise BriefError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise BriefError(f"{path}: {what} cannot be read ({error.strerror}).") from None
    if raw is None:
        raise BriefError(f"{path}: {what} is larger than {MAX_BYTES // 1_000_000} MB; shorten it.")
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if encoding != "utf-16" and b"\0" in raw:
        raise BriefError(f"{path}: {what} is not text; give a text or Markdown file.")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BriefError(f"{path}, line {line}: not UTF-8; save {what} as UTF-8.") from None


def _front(text: str) -> _Front:
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)  # noqa: S506 - nodes only, nothing is constructed
    except yaml.YAMLError as error:
        raise BriefError(_yaml_message(error)) from None
    if root is None:
        return _Front({}, {}, [])
    if not isinstance(root, yaml.MappingNode):
        raise BriefError("line 2: the front matter must be lines such as “topic: …”.")
    front = _Front({}, {}, [])
    for key, value in root.value:
        _add(front, key, value)
    return front


def _add(front: _Front, key: yaml.Node, value: yaml.Node) -> None:
    line = key.start_mark.line + 2
    name = str(key.value).strip().lower() if isinstance(key, yaml.ScalarNode) else ""
    if name not in KEYS:
        known = ", ".join(KEYS)
        front.warnings.append(f"line {line}: “{name or '?'}” is not known and was left out; known are {known}.")
    elif name in front.values:
        raise BriefError(f"line {line}: “{name}” stands here a second time; keep one.")
    elif isinstance(value, yaml.ScalarNode):
        front.values[name], front.lines[name] = str(value.value).strip(), line
    elif isinstance(value, yaml.SequenceNode) and all(_is_plain(item) for item in value.value):
        items = [(_plain(item), item.start_mark.line + 2) for item in value.value]
        front.values[name], front.lines[name] = [item for item in items if item[0]], line
    else:
        raise BriefError(f"line {line}: “{name}” must be a text or a list of texts.")


def _is_plain(node: yaml.Node) -> bool:
    """A text, or `- Note: this` which YAML takes for a mapping of one text."""
    if isinstance(node, yaml.ScalarNode):
        return True
    pair = node.value if isinstance(node, yaml.MappingNode) and len(node.value) == 1 else []
    return bool(pair) and all(isinstance(part, yaml.ScalarNode) for part in pair[0])


def _plain(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return " ".join(str(node.value).split())
    key, value = node.value[0]
    return " ".join(f"{key.value}: {value.value}".split())


def _yaml_message(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", "") or "it is not valid YAML")
    line = mark.line + 2 if mark else 2
    if "mapping values are not allowed" in problem:
        return f'line {line}: a value with a colon in it must stand in quotation marks: topic: "One: two".'
    if "'\\t'" in problem or "\\t" in problem:
        return f"line {line}: there is a tab; indent with spaces."
    return f"line {line}: the front matter cannot be read: {problem}."


def _language(front: _Front) -> str:
    given = front.text("language")
    code = _NAMES.get(given.lower(), given)
    if code and not _LANGUAGE.match(code):
        raise BriefError(f"line {front.lines['language']}: “{given}” is no language code; write en, de, fr, vi …")
    return code


def _find_sources(brief: ParsedBrief, front: _Front, folder: Path | None) -> None:
    for value, line in front.listing("sources"):
        if re.match(r"^https?://", value, re.IGNORECASE):
            brief.links.append(value)
        elif "://" in value:
            raise BriefError(f"line {line}: the source “{value}” must be an https:// or http:// address, or a file.")
        else:
            path = _path_of(value, line, folder)
            if path.suffix.lower() in DOCUMENTS:
                brief.documents.append(_document(path, line))
            else:
                brief.files.append(_source_file(path, value, line))


def _path_of(value: str, line: int, folder: Path | None) -> Path:
    """A file inside the brief's folder: neither another path nor a symbolic link leads out of it."""
    if folder is None:
        raise BriefError(f"line {line}: the source “{value}” is a file; here only web addresses can be sources.")
    if not value.isprintable() or any(len(part.encode()) > LONGEST_NAME for part in Path(value).parts):
        raise BriefError(f"line {line}: the source “{value[:60]}” is no name of a file.")
    path = (folder / value).resolve()
    if Path(value).is_absolute() or not path.is_relative_to(folder.resolve()):
        raise BriefError(f"line {line}: the source “{value}” is outside the brief's folder; copy it there.")
    if not path.is_file():
        raise BriefError(f"line {line}: the source “{value}” is not there; paths start at the brief's folder.")
    return path


def _document(path: Path, line: int) -> File:
    """A PDF or Word document, which the worker reads."""
    if path.stat().st_size > MAX_DOCUMENT_BYTES:
        megabytes = MAX_DOCUMENT_BYTES // 1_000_000
        raise BriefError(
            f"line {line}: the source “{path.name}” has more than {megabytes} MB; give the part that matters."
        )
    return ContentFile(path.read_bytes(), name=path.name)


def _source_file(path: Path, value: str, line: int) -> SourceFile:
    try:
        text = read_text(path, what="the source")
    except BriefError as error:
        raise BriefError(f"line {line}: {error}") from None
    if not text.strip():
        raise BriefError(f"line {line}: the source “{value}” is empty.")
    return SourceFile(title_of(text) or path.stem.replace("-", " "), value, text)


def title_of(text: str) -> str:
    """The first heading of a Markdown text, or the title of a web page, else ''."""
    match = re.search(r"^#{1,2}\s+(.+?)\s*#*$|<title[^>]*>\s*([^<]+?)\s*</title", text, re.MULTILINE | re.IGNORECASE)
    return " ".join(unescape(match.group(1) or match.group(2)).split())[:200] if match else ""
