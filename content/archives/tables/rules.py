"""Guidelines and glossary with all their versions, and the editions that the ledger names. They keep their codes."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from aicmr.lib.text import name_key
from content.archives import encoding
from content.archives.encoding import BadRow, Names, Row
from content.archives.selecting import Selection
from content.archives.tables.base import OnePass, Table, Used, pages_of
from content.quality.models import Edition, GlossaryTerm, Guideline, GuidelineVersion, Scoped, TermVersion, Version
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from content.archives.target import Target

_CODE = re.compile(r"[GT]-[0-9A-Z]{4,10}\Z")
_EDITION = re.compile(r"ed-[0-9a-z]{1,17}\Z")
_GONE = -1  # a section that a version names and that nobody has any more: such a version cannot be taken back
_DERIVED = ("code", "term_key")


class RuleTable(OnePass):
    """One of the two models; a row of the file is a rule with its versions."""

    def __init__(self, name: str, model: type[Scoped], kept: type[Version]) -> None:
        self.name = name
        self.model: Any = model
        self.kept: Any = kept
        self.fields = encoding.columns(model, _DERIVED)
        self.plain = {field.name: field for field in self.fields if not field.is_relation}

    # out

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        """All of the site's: they belong to no text, so that a part of a site goes without them."""
        if selection.is_partial:
            return
        rows = self.model._base_manager.filter(site=selection.site).prefetch_related("versions")
        for batch in pages_of(rows, "code", after):
            yield batch[-1].code, self._encoded(batch)

    def _encoded(self, batch: Sequence[Any]) -> list[Row]:
        names = Names()
        kept = [version for row in batch for version in row.versions.all()]
        names.load(Category, [row.category_id for row in batch])
        names.load(Category, [version.snapshot.get("category") for version in kept])
        return [self._row(row, names) for row in batch]

    def _row(self, row: Any, names: Names) -> Row:
        told = {name: _plain(getattr(row, name)) for name in self.plain}
        versions = [
            {
                "number": version.number,
                "created_at": encoding.moment(version.created_at),
                "snapshot": version.snapshot | {"category": _section(version.snapshot.get("category"), names)},
            }
            for version in sorted(row.versions.all(), key=lambda version: version.number)
        ]
        return told | {"id": row.code, "category": _section(row.category_id, names), "versions": versions}

    # in

    def check(self, row: Row) -> None:
        if not isinstance(row.get("id"), str) or not _CODE.match(row["id"]):
            raise BadRow("id: one looks like G-7F3K")
        self._check_words(row)
        encoding.parsed(row.get("updated_at"), "updated_at")
        numbers = []
        for version in row.get("versions", []):
            self._check_words(version["snapshot"])
            encoding.parsed(version["created_at"], "created_at")
            numbers.append(version["number"])
        if any(type(number) is not int or number < 1 for number in numbers) or numbers != sorted(set(numbers)):
            raise BadRow("versions: each has a number, and they rise")

    def _check_words(self, words: Row) -> None:
        if not isinstance(words, dict):
            raise BadRow("snapshot: an object of JSON")
        encoding.decode(self.fields, words)
        if words.get("category"):
            encoding.public(words["category"], "category")
        forbidden, translations = words.get("forbidden", []), words.get("translations", {})
        if not isinstance(forbidden, list) or not all(isinstance(form, str) for form in forbidden):
            raise BadRow("forbidden: a list of words")
        if not isinstance(translations, dict) or not all(isinstance(form, str) for form in translations.values()):
            raise BadRow("translations: words by language")

    def key(self, row: Row) -> tuple[str | int, ...]:
        return (row["id"],)

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        stored = self.model._base_manager.filter(site=into.site, code__in=[row["id"] for row in rows])
        have = set(stored.values_list("code", flat=True))
        if have:
            into.note(f"{len(have)} of the {self.name} have the id of one that the site has: that one stays.")
        fresh = [row for row in rows if row["id"] not in have]
        named = {words.get("category") for row in fresh for words in (row, *_snapshots(row))}
        found = into.resolve(Category, [name for name in named if name])
        self.model._base_manager.bulk_create([self._made(row, found, into) for row in fresh])
        codes = [row["id"] for row in fresh]
        made = {row.code: row for row in self.model._base_manager.filter(site=into.site, code__in=codes)}
        for row in fresh:
            made[row["id"]].updated_at = encoding.parsed(row["updated_at"], "updated_at")
        self.model._base_manager.bulk_update(made.values(), ["updated_at"])
        self._write_versions(fresh, made, found)
        into.made += len(fresh)

    def _made(self, row: Row, found: dict[str | None, int], into: "Target") -> Any:
        made = self.model(site=into.site, code=row["id"], **encoding.decode(self.fields, row))
        made.category_id = found.get(row.get("category"))
        if isinstance(made, GlossaryTerm):
            made.term_key = name_key(made.term)
        return made

    def _write_versions(self, rows: Sequence[Row], made: dict[str, Any], found: dict[str | None, int]) -> None:
        moments, versions = {}, []
        for row in rows:
            for version in row.get("versions", []):
                of, words = made[row["id"]], version["snapshot"]
                section = found.get(words["category"], _GONE) if words.get("category") is not None else None
                words = {name: words[name] for name in of.FIELDS if name in words} | {"category": section}
                versions.append(self.kept(row=of, number=version["number"], snapshot=words))
                moments[of.pk, version["number"]] = encoding.parsed(version["created_at"], "created_at")
        self.kept._base_manager.bulk_create(versions)
        stored = list(self.kept._base_manager.filter(row__in=made.values()))
        for version in stored:
            version.created_at = moments[version.row_id, version.number]
        self.kept._base_manager.bulk_update(stored, ["created_at"])


class EditionTable(OnePass):
    """Which versions somebody was told, by the name that the ledger writes down."""

    name = "editions"

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        if selection.is_partial:
            return
        for batch in pages_of(Edition.objects.filter(site=selection.site), "name", after):
            yield (
                batch[-1].name,
                [
                    {
                        "id": row.name,
                        "guidelines": row.guidelines,
                        "terms": row.terms,
                        "created_at": _plain(row.created_at),
                    }
                    for row in batch
                ],
            )

    def check(self, row: Row) -> None:
        if not isinstance(row.get("id"), str) or not _EDITION.match(row["id"]):
            raise BadRow("id: that of an edition looks like ed-0123456789")
        encoding.parsed(row.get("created_at"), "created_at")
        for name in ("guidelines", "terms"):
            if not isinstance(row.get(name, []), list) or not all(
                _CODE.match(code) and type(number) is int for code, number in row.get(name, [])
            ):
                raise BadRow(f"{name}: pairs of an id and a version")

    def key(self, row: Row) -> tuple[str | int, ...]:
        return (row["id"],)

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        names = [row["id"] for row in rows]
        have = set(Edition.objects.filter(site=into.site, name__in=names).values_list("name", flat=True))
        fresh = {row["id"]: row for row in rows if row["id"] not in have}
        Edition.objects.bulk_create(
            Edition(site=into.site, name=name, guidelines=row.get("guidelines", []), terms=row.get("terms", []))
            for name, row in fresh.items()
        )
        made = list(Edition.objects.filter(site=into.site, name__in=fresh))
        for edition in made:
            edition.created_at = encoding.parsed(fresh[edition.name]["created_at"], "created_at")
        Edition.objects.bulk_update(made, ["created_at"])
        into.made += len(made)


def rules() -> list[Table]:
    return [
        RuleTable("guidelines", Guideline, GuidelineVersion),
        RuleTable("glossary", GlossaryTerm, TermVersion),
        EditionTable(),
    ]


def _plain(value: Any) -> Any:
    return encoding.moment(value) if hasattr(value, "astimezone") else value


def _section(pk: int | None, names: Names) -> str | None:
    """'' for one that is gone: it held for a section, not for all."""
    return None if pk is None else names.one(Category, pk) or ""


def _snapshots(row: Row) -> list[Row]:
    return [version["snapshot"] for version in row.get("versions", [])]
