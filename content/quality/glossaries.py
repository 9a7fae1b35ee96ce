"""Glossaries as CSV: what a file says line by line, and storing it in a few queries whatever its length."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aicmr.lib.text import name_key, storable
from content.quality import naming
from content.quality.constants import MOST_FORMS, MOST_LINES
from content.quality.models import GlossaryTerm, TermVersion
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

COLUMNS = (
    *("term", "write", "do_not_write", "note", "do_not_translate", "translations", "capitals_count", "language"),
    *("section", "in_use"),
)
YES = {"yes", "1", "true", "x", "ja", "oui", "sí", "si"}
NO = {"", "no", "0", "false", "nein", "non"}
Key = tuple[str, str, int | None]


@dataclass
class Outcome:
    """`problems`: (line, what is wrong); with any of them nothing is stored."""

    made: list[GlossaryTerm] = field(default_factory=list)
    changed: list[GlossaryTerm] = field(default_factory=list)
    same: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


def read(text: str, site: "Site") -> Outcome:
    """What the file would make and change. Cells with several forms part them by `|`, translations are `de=…|fr=…`."""
    outcome = Outcome()
    rows = csv.reader(io.StringIO(storable(text.removeprefix("\ufeff")), newline=""), strict=True)
    try:
        head = [cell.strip().lower() for cell in next(rows, [])]
        if wrong := _wrong_head(head):
            outcome.problems.append((1, wrong))
            return outcome
        _read_rows(rows, head, site, outcome)
    except csv.Error as error:
        outcome.problems.append((rows.line_num, f"The line cannot be read as CSV: {error}."))
    return outcome


def store(outcome: Outcome, site: "Site", *, by: "User | None") -> None:
    """Rows and their versions. Called in a transaction."""
    taken = set(GlossaryTerm.objects.for_site(site).values_list("code", flat=True))
    for row in outcome.made:
        row.code = naming.new_code("T", taken)
        taken.add(row.code)
    for row in (*outcome.made, *outcome.changed):
        row.version, row.updated_by, row.term_key = row.version + 1, by, name_key(row.term)
    GlossaryTerm.objects.bulk_create(outcome.made, batch_size=500)
    fields = ["category" if name == "category" else name for name in GlossaryTerm.FIELDS]
    changes = [*fields, "version", "updated_by", "term_key"]
    GlossaryTerm.objects.bulk_update(outcome.changed, changes, batch_size=100)
    # MySQL tells no ids of rows that were made together.
    codes = [row.code for row in (*outcome.made, *outcome.changed)]
    stored = GlossaryTerm.objects.for_site(site).filter(code__in=codes)
    TermVersion.objects.bulk_create(
        [TermVersion(row=row, number=row.version, snapshot=row.snapshot(), created_by=by) for row in stored],
        batch_size=500,
    )


def write(rows: Iterable[GlossaryTerm]) -> Iterator[list[str]]:
    """The file's lines, head first; what is written can be read again."""
    yield list(COLUMNS)
    for row in rows:
        translations = "|".join(f"{code}={words}" for code, words in sorted(row.translations.items()))
        section = row.category.slug if row.category else ""
        cells = [row.term, row.preferred, "|".join(row.forbidden), row.note, _yes(row.do_not_translate), translations]
        cells += [_yes(row.case_sensitive), row.language, section, _yes(row.is_active)]
        yield [_harmless(cell) for cell in cells]


def _wrong_head(head: list[str]) -> str:
    if "term" not in head:
        return f"The first line names the columns, and “term” must be one of them. There are: {', '.join(COLUMNS)}."
    unknown = [name for name in head if name and name not in COLUMNS]
    return f"There is no column “{unknown[0]}”. There are: {', '.join(COLUMNS)}." if unknown else ""


def _read_rows(rows: Any, head: list[str], site: "Site", outcome: Outcome) -> None:
    sections = dict(Category.objects.for_site(site).values_list("slug", "pk"))
    known = {_key(row): row for row in GlossaryTerm.objects.for_site(site)}
    seen: dict[Key, int] = {}
    for count, cells in enumerate(rows, 1):
        line = rows.line_num
        if count > MOST_LINES:
            outcome.problems.append((line, f"More than {MOST_LINES:,} terms at once: divide the file."))
            return
        told = {name: _bare(cell) for name, cell in zip(head, cells, strict=False) if name}
        if not any(told.values()):
            continue
        if wrong := _problem(told, cells, head, sections):
            outcome.problems.append((line, wrong))
            continue
        row = _row(told, head, site, sections, known)
        if (key := _key(row)) in seen:
            outcome.problems.append((line, f"“{row.term}” stands in line {seen[key]} already."))
        seen.setdefault(key, line)
        _sort(row, known.get(key), outcome)


def _sort(row: GlossaryTerm, old: GlossaryTerm | None, outcome: Outcome) -> None:
    if old is None:
        outcome.made.append(row)
    elif old.snapshot() == row.snapshot():
        outcome.same += 1
    else:
        row.pk, row.code, row.version, row.updated_at = old.pk, old.code, old.version, old.updated_at
        outcome.changed.append(row)


def _problem(told: dict[str, str], cells: list[str], head: list[str], sections: dict[str, int]) -> str:
    if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
        return f"{len(cells)} cells, but {len(head)} columns. Put a cell with a comma into quotation marks."
    if not told.get("term"):
        return "The term is missing."
    for name, most in (("term", 160), ("write", 160), ("note", 600), ("language", 12)):
        if len(told.get(name, "")) > most:
            return f"“{name}” has {len(told[name])} characters, and {most} are the most."
    for name in ("do_not_translate", "capitals_count", "in_use"):
        if told.get(name, "").lower() not in YES | NO:
            return f"“{told[name]}” in “{name}” is neither yes nor no."
    if (slug := told.get("section", "")) and slug not in sections:
        return f"There is no section with the address “{slug}” on this site."
    return wrong_translations(told.get("translations", "")) or wrong_forms(_parts(told.get("do_not_write", "")))


def wrong_forms(forms: list[str]) -> str:
    """What is wrong with forbidden forms, or ''."""
    if len(forms) > MOST_FORMS:
        return f"{len(forms)} forms, and {MOST_FORMS} are the most."
    bare = next((form for form in forms if not form.strip(" *") or "*" in form.rstrip("*")), None)
    if bare is not None:
        return f"“{bare}” is no form: a star may stand at the end of a word alone."
    long = next((form for form in forms if len(form) > 160), "")
    return f"“{long[:40]}…” has more than 160 characters." if long else ""


def wrong_translations(text: str) -> str:
    """What is wrong with `de=…|fr=…`, or ''."""
    for part in _parts(text):
        code, equals, words = part.partition("=")
        if not equals or not code.strip().replace("-", "").isalnum() or len(code) > 12 or not words.strip():
            return f"“{part[:60]}” is no translation: write it as de=Anmeldeseite, several parted by |."
    return ""


def translations_of(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in _parts(text))
    return {code.strip().lower(): words.strip() for code, _, words in pairs}


def _row(
    told: dict[str, str], head: list[str], site: "Site", sections: dict[str, int], known: dict[Key, GlossaryTerm]
) -> GlossaryTerm:
    """The row as the file says; columns that it has not stay as they are stored, or as a new row has them."""
    category = sections.get(told.get("section", ""))
    row = GlossaryTerm(site=site, term=told["term"], language=told.get("language", "").lower(), category_id=category)
    if old := known.get(_key(row)):
        for name in GlossaryTerm.FIELDS:
            if name not in ("term", "category", "language"):
                setattr(row, name, getattr(old, name))
    given: dict[str, Any] = {
        "write": ("preferred", lambda cell: cell),
        "do_not_write": ("forbidden", _parts),
        "note": ("note", lambda cell: cell),
        "do_not_translate": ("do_not_translate", _is_yes),
        "translations": ("translations", translations_of),
        "capitals_count": ("case_sensitive", _is_yes),
        "in_use": ("is_active", _is_yes),
    }
    for column, (name, convert) in given.items():
        if column in head:
            setattr(row, name, convert(told.get(column, "")))
    return row


def _key(row: GlossaryTerm) -> Key:
    return (name_key(row.term), row.language, row.category_id)


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))


def _bare(cell: str) -> str:
    """The cell without the mark that keeps spreadsheets from taking it for a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:2] in ("=", "+", "-", "@") else cell


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _is_yes(cell: str) -> bool:
    return cell.lower() in YES


def _yes(value: bool) -> str:
    return "yes" if value else "no"
