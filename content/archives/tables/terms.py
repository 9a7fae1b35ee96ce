"""Authors, categories and tags. A site that has a term of the same address keeps its own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aicmr.lib.text import name_key
from content.archives.encoding import BadRow, Row
from content.archives.tables.rows import RowTable
from content.taxonomy import trees
from content.taxonomy.models import Tag

if TYPE_CHECKING:
    from content.archives.target import Target


class TermTable(RowTable):
    def check(self, row: Row) -> None:
        super().check(row)
        if not name_key(str(row.get("name", ""))):
            raise BadRow("name: a term needs one")
        if not row.get("slug"):
            raise BadRow("slug: a term needs one")

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        """Names and addresses are unique in a site, on some databases without regard to case and accents."""
        stored = self.model._base_manager.filter(site=into.site)
        by_slug = {name_key(row.slug): row for row in stored.filter(slug__in=[row["slug"] for row in rows])}
        by_name: dict[str, Any] = {}
        if self.model is Tag:
            keys = [name_key(row["name"]) for row in rows]
            by_name = {row.name_key: row for row in stored.filter(name_key__in=keys)}
        fresh, same = [], {}
        for row in rows:
            slug, name = name_key(row["slug"]), name_key(row["name"])
            known = by_name.get(name) or by_slug.get(slug)
            if known is not None:
                same[row["id"]] = known.public_id
                continue
            by_slug[slug] = self.model(public_id=into.derived(row["id"]))
            if self.model is Tag:  # two categories under different parents may share a name, and two people do
                by_name[name] = by_slug[slug]
            fresh.append(row)
        if same:
            into.keep(same)
            into.note(_kept_note(self.name, len(same)))
        super().write(fresh, into)

    def link(self, rows: Sequence[Row], into: "Target") -> None:
        """Live pages ask for the way from the root to a category, which follows from the parents."""
        super().link(rows, into)
        trees.rebuild_trails(into.site)


def _kept_note(name: str, count: int) -> str:
    return f"{count} of the {name} have the name or address of one that the site has: that one is used."
