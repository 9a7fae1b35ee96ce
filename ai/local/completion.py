"""The built-in provider's answers, by purpose. It uses no language model and says what it could not do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ai.local import describing, drafting, language, outline, rewriting, topics
from ai.local.wording import tokens

TITLE_CHARS = 200
SEARCH_TITLE_CHARS = 60
NO_MODEL = "No language model was used: the text was assembled from the notes and sources given."


@dataclass(frozen=True)
class Completion:
    """`data` is the answer of purposes with a schema; `notes` say, for people, what could not be done."""

    text: str
    data: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def complete(purpose: str, context: dict[str, Any], on_text: Callable[[str], None] | None = None) -> Completion:
    """Answers one of `PURPOSES` from the context alone; `KeyError` for any other. The same context gives the same
    answer. `on_text` receives the text piece by piece, in order."""
    pieces: list[str] = []
    data: dict[str, Any] = {}
    notes: list[str] = []
    for piece in _PURPOSES[purpose](context, data, notes):
        pieces.append(piece)
        if on_text and piece:
            on_text(piece)
    return Completion("".join(pieces).strip(), data, notes)


def _title(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    data["candidates"] = describing.titles(context.get("text", ""), current=context.get("topic", ""))
    if not data["candidates"]:
        notes.append("The text is too short to take a title from.")
    yield data["candidates"][0] if data["candidates"] else ""


def _search_title(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    """The headline itself where search engines would show all of it, else a line of the text."""
    found = [context.get("title", ""), *describing.titles(context.get("text", ""), current="")]
    fitting = [line for line in found if 0 < len(line) <= SEARCH_TITLE_CHARS]
    if not fitting:
        notes.append(f"No line of the text is a title of at most {SEARCH_TITLE_CHARS} characters.")
    yield fitting[0] if fitting else ""


def _choices(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    """Lines and sentences of the text itself, whatever was wished."""
    text, field = context.get("text", ""), context.get("field", "")
    if field == "tags":
        found = _tag_lists(context)
    else:
        found = describing.choices(text, field, title=context.get("title", ""), lead=context.get("lead", ""))
    if not found:
        raise rewriting.Cannot("find a fitting line in this text")
    notes.append("No language model was used: these are words of the text itself.")
    if context.get("current") or context.get("instruction"):
        notes.append("The built-in provider cannot improve a text or follow a wish; a language model can.")
    data["candidates"] = found
    yield "\n".join(found)


def _tag_lists(context: dict[str, Any]) -> list[str]:
    """All that fit, those that the site has, and fewer of the new ones."""
    known, fresh = describing.tags(
        context.get("text", ""), context.get("existing_tags") or [], title=context.get("title", "")
    )
    lists = ([*known, *fresh], known, [*known, *fresh[:1]])
    return [line for line in dict.fromkeys(", ".join(names) for names in lists) if line]


def _summary(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    notes.append("The summary is made of sentences of the text itself.")
    yield describing.summary(context.get("text", ""), avoid=context.get("lead", ""))


def _description(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    yield describing.description(context.get("text", ""))


def _tags(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    known, fresh = describing.tags(
        context.get("text", ""), context.get("existing_tags") or [], title=context.get("title", "")
    )
    data.update(tags=known, new_tags=fresh)
    yield ", ".join([*known, *fresh])


def _outline(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    given = outline.material(context)
    sections = outline.build(given)
    data.update(title=describing.cut(given.title, TITLE_CHARS), sections=[section.as_dict() for section in sections])
    notes += [NO_MODEL, *given.notes, *_unmet(context, given)]
    for section in sections:
        yield f"- {section.heading or given.title}\n"


def _unmet(context: dict[str, Any], given: outline.Material) -> list[str]:
    """What was asked for and cannot be had from sentences that already exist."""
    brief = context["brief"]
    words = given.quoted_words + sum(len(tokens(fact.whole)) for fact in given.facts)
    notes = []
    if given.target and not 0.8 * given.target <= words <= 1.2 * given.target:
        notes.append(f"Length: {given.target} words were asked for; the facts and sources gave about {words}.")
    if brief.get("tone"):
        notes.append(f"Tone not adapted: {brief['tone']}.")
    if brief.get("audience"):
        notes.append(f"Not rewritten for the audience: {brief['audience']}.")
    spoken = language.detect(brief.get("facts", ""))[0]
    if spoken and given.code in language.LANGUAGES and not language.same(spoken, given.code):
        notes.append(f"The facts are in another language ({spoken}) than the article ({given.code}); not translated.")
    if not topics.heading("more", given.code):
        notes.append(f"No headings of our own in this language ({given.code}).")
    return notes


def _section(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    given = outline.material(context)
    yield from drafting.section(context["section"], given.facts, given.code)


def _shortened(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    notes.append("Shortened by leaving sentences out; no word was changed.")
    yield rewriting.shorten(context["document"], context.get("language", ""))


def _listed(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    notes.append("Each sentence became an entry; no word was changed.")
    yield rewriting.listed(context["document"])


def _tabled(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    notes.append("Each “name: value” became a row; no word was changed.")
    yield rewriting.tabled(context["document"])


def _mended(context: dict[str, Any], data: dict[str, Any], notes: list[str]) -> Iterator[str]:
    notes.append("Only doubled words, spaces and capitals were looked at; a language model finds more.")
    yield rewriting.mended(context["document"], context.get("language", ""))


_PURPOSES: dict[str, Callable[[dict[str, Any], dict[str, Any], list[str]], Iterator[str]]] = {
    "writing.choices": _choices,
    "writing.title": _title,
    "writing.seo_title": _search_title,
    "writing.summary": _summary,
    "writing.seo_description": _description,
    "writing.tags": _tags,
    "writing.outline": _outline,
    "writing.section": _section,
    "rewriting.shorten": _shortened,
    "rewriting.list": _listed,
    "rewriting.table": _tabled,
    "rewriting.grammar": _mended,
}
PURPOSES = frozenset(_PURPOSES)
