"""The site's state row: the sequence that tells caches of a change, and the menus that every page shows."""

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from content.publishing.models import LiveTerm, SiteState
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.sites.models import Site

MENU_LIMIT = 12
Link = dict[str, str]


def raise_sequence(site: "Site") -> None:
    """One more; the row stays locked until the transaction ends, so that one site publishes one thing at a time."""
    change = {"sequence": F("sequence") + 1, "changed_at": timezone.now()}
    if not SiteState.objects.filter(pk=site.pk).update(**change):
        SiteState.objects.bulk_create([SiteState(site=site)], ignore_conflicts=True)
        SiteState.objects.filter(pk=site.pk).update(**change)


def refresh_chrome(site: "Site") -> None:
    """Menus and footer from what is live now: three short queries."""
    menu, footer = _page_links(site, "menu"), _page_links(site, "footer")
    roots = Category.objects.filter(site=site, parent=None, in_menu=True)[:MENU_LIMIT]
    categories = [{"title": row.name, "url": row.get_absolute_url()} for row in roots]
    chrome = {"menu": menu, "footer": footer, "categories": categories}
    SiteState.objects.filter(pk=site.pk).update(chrome=chrome, changed_at=timezone.now())


def _page_links(site: "Site", term: str) -> list[Link]:
    rows = LiveTerm.objects.filter(site=site, term=term).values_list("page__title", "page__path", "page__labels")
    ordered = sorted(rows[: MENU_LIMIT * 10], key=lambda row: (row[2].get("position", 0), row[0]))
    return [{"title": title, "url": path} for title, path, _ in ordered[:MENU_LIMIT]]
