"""A site's own prompts in an archive: a row per purpose, with all its versions. Who wrote them stays behind."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ai.engine import vetting
from ai.engine.models import PromptOverride
from content.archives import encoding
from content.archives.encoding import BadRow, Row
from content.archives.selecting import Selection
from content.archives.tables.base import OnePass, Used

if TYPE_CHECKING:
    from content.archives.target import Target

AT_ONCE = 20  # purposes
_PURPOSE = re.compile(r"[a-z0-9_.-]{1,64}\Z")
_FIELDS: list[Any] = [
    PromptOverride._meta.get_field(name)
    for name in ("text", "is_active", "note", "forced", "copy_of", "created_at", "used_at")
]


class PromptTable(OnePass):
    name = "prompts"

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        """All of the site's: they belong to no text, so that a part of a site goes without them."""
        rows = PromptOverride.objects.filter(site=selection.site)
        if selection.is_partial:
            return
        # Sorted here: databases have orders of their own for dots and underscores.
        purposes = sorted(set(rows.order_by().values_list("purpose", flat=True)))
        left = [name for name in purposes if name > after]
        for start in range(0, len(left), AT_ONCE):
            batch = left[start : start + AT_ONCE]
            yield batch[-1], [_row(name, rows.filter(purpose=name).order_by("version")) for name in batch]

    def check(self, row: Row) -> None:
        if not isinstance(row.get("id"), str) or not _PURPOSE.match(row["id"]):
            raise BadRow("id: a purpose looks like writing.title")
        versions = row.get("versions")
        if not isinstance(versions, list) or not all(isinstance(version, dict) for version in versions):
            raise BadRow("versions: a list of objects")
        numbers = [version.get("number") for version in versions]
        if any(type(number) is not int or not 0 < number < 2**31 for number in numbers):
            raise BadRow("versions: each has a number")
        if not numbers or numbers != sorted(set(numbers)):
            raise BadRow("versions: their numbers rise")
        for version in versions:
            _check_text(version)

    def key(self, row: Row) -> tuple[str | int, ...]:
        return (row["id"],)

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        have = set(PromptOverride.objects.filter(site=into.site).values_list("purpose", flat=True))
        for row in rows:
            if row["id"] in have:
                into.note(f"The site has prompts of its own for “{row['id']}”: these stay.")
            else:
                self._write_one(row, into)

    def _write_one(self, row: Row, into: "Target") -> None:
        made = [_made(row["id"], version, into) for version in row["versions"]]
        moments = [prompt.created_at for prompt in made]
        PromptOverride.objects.bulk_create(made)
        stored = list(PromptOverride.objects.filter(site=into.site, purpose=row["id"]).order_by("version"))
        for prompt, moment in zip(stored, moments, strict=True):
            prompt.created_at = moment
        PromptOverride.objects.bulk_update(stored, ["created_at"])
        into.made += len(made)


def _row(purpose: str, versions: Any) -> Row:
    return {
        "id": purpose,
        "versions": [
            {"number": row.version} | {field.name: _plain(row, field) for field in _FIELDS} for row in versions
        ],
    }


def _plain(row: PromptOverride, field: Any) -> Any:
    value = getattr(row, field.attname)
    return encoding.moment(value) if hasattr(value, "astimezone") else value


def _check_text(version: Row) -> None:
    if not isinstance(version.get("text"), str) or not version["text"].strip():
        raise BadRow("text: this is missing")
    if len(version["text"]) > vetting.MOST_CHARS:
        raise BadRow(f"text: {vetting.MOST_CHARS:,} characters are the most")
    encoding.parsed(version.get("created_at"), "created_at")
    encoding.decode(_FIELDS, version)


def _made(purpose: str, version: Row, into: "Target") -> PromptOverride:
    """As it was; unused where this program cannot use such a text."""
    prompt = PromptOverride(
        site=into.site, purpose=purpose, version=version["number"], **encoding.decode(_FIELDS, version)
    )
    if prompt.is_active and (faults := vetting.problems(prompt.text, purpose)):
        prompt.is_active = False
        into.note(f"The prompt {prompt} is not in use here: {' '.join(faults)}")
    return prompt
