"""Markdown of a draft as the body of an article: citations become links to the list of sources at the end."""

import hashlib
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from ai.local import topics
from ai.writing.models import BriefSource, Draft
from aicmr.lib import html

_LINK = re.compile(r"https?://[^/]|mailto:|/(?![/\\])|#", re.IGNORECASE)
_CITATION = re.compile(r"\s?\[\^(\d{1,3})\]")


def section_html(text: str, sources: dict[int, str]) -> str:
    """HTML of a section. `sources` are the block ids by number; citations of other numbers are taken out."""
    rendered = _markdown().render(text)
    return _CITATION.sub(lambda match: _citation(int(match.group(1)), sources), rendered)


def plain(text: str) -> str:
    """A section's words alone, paragraphs apart."""
    return html.to_text(html.normalise(section_html(text, {})))


def cited(text: str) -> set[int]:
    return {int(number) for number in _CITATION.findall(text)}


def body_of(draft: Draft, *, with_sources: bool = True) -> str:
    """The whole body of a draft as it stands: sections in order, then the sources that they cite."""
    sections = [section for section in draft.sections.all() if section.text]
    known = {source.number: source for source in draft.brief.sources.all() if source.state == source.State.READY}
    ids = {number: source_block(draft, number) for number in known}
    parts: list[str] = []
    for section in sections:
        if section.heading:
            parts.append(f"<h2>{escape(section.heading, quote=False)}</h2>")
        parts.append(section_html(section.text, ids))
    used = [known[n] for n in sorted(set().union(*(cited(section.text) for section in sections))) if n in known]
    return html.normalise("\n".join([*parts, *(_sources(draft, used) if with_sources else [])]))


def source_block(draft: Draft, number: int) -> str:
    """The block id of a source's line: the same each time, so that citations keep their aim."""
    return hashlib.sha256(f"{draft.public_id}:{number}".encode()).hexdigest()[:8]


def _citation(number: int, sources: dict[int, str]) -> str:
    if number not in sources:
        return ""
    return f'<sup><a href="#b-{sources[number]}">[{number}]</a></sup>'


def _sources(draft: Draft, used: Iterable[BriefSource]) -> list[str]:
    lines = [_source_line(draft, source) for source in used]
    heading = topics.heading("sources", draft.brief.language) or "Sources"
    return [f"<h2>{escape(heading)}</h2>", *lines] if lines else []


def _source_line(draft: Draft, source: BriefSource) -> str:
    title = escape(source.title or source.address, quote=False)
    address = escape(source.address)
    if source.address.startswith(("https://", "http://", "/")):
        title = f'<a href="{address}">{title}</a>'
        place = "" if source.is_own else f", {escape(source.address, quote=False)}"
    else:
        place = f", {escape(source.address, quote=False)}" if source.address else ""
    return f'<p data-id="{source_block(draft, source.number)}">[{source.number}] {title}{place}</p>'


def _markdown() -> Any:
    """No raw HTML, no pictures, no address that is a link by itself: a draft brings text, and links that were given."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink"])
    markdown.validateLink = lambda url: bool(_LINK.match(url))  # type: ignore[method-assign]
    return markdown
