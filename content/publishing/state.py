"""The site's state row: the sequence that tells caches of a change, what has changed, and the menus of every page."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit.services import announce
from aicmr.lib import freshness
from content.publishing.events import pages_changed
from content.publishing.models import Change, LiveTerm, SiteState
from content.publishing.tags import CHROME
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.sites.models import Site

MENU_LIMIT = 12
MOST_TAGS = 2000  # in one row; more is everything
Link = dict[str, str]


def raise_sequence(site: "Site") -> None:
    """One more; the row stays locked until the transaction ends, so that one site publishes one thing at a time.

    A site's first time makes its menus, too. Whoever raises it says what has changed by `note`, once or more, in
    the same transaction; a sequence that nobody explains stands for everything.
    """
    transaction.on_commit(partial(freshness.hurry, site.pk), robust=True)
    if settings.CDN_PURGE_URL:
        announce(pages_changed, site=site, site_id=site.pk)
    change: dict[str, Any] = {"sequence": F("sequence") + 1, "changed_at": timezone.now()}
    if not SiteState.objects.filter(pk=site.pk).update(**change):
        # An upsert takes the lock that the update needs; two that only tried to insert would block each other.
        has_target = connection.features.supports_update_conflicts_with_target
        unique = ["site"] if has_target else None
        row = SiteState(site=site, changed_at=change["changed_at"])
        SiteState.objects.bulk_create([row], update_conflicts=True, update_fields=["changed_at"], unique_fields=unique)
        SiteState.objects.filter(pk=site.pk).update(**change)
        refresh_chrome(site)


def note(site_id: int, tags: Iterable[str]) -> None:
    """Log what this transaction has changed: tags of readers' pages; none, where readers see no difference.

    To be called after `raise_sequence`, whose number the row gets. One statement.
    """
    names = sorted(set(tags))
    text = " ".join(names) if len(names) <= MOST_TAGS else freshness.EVERYTHING
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Change._meta.db_table} (site_id, sequence, tags, created_at)"  # noqa: S608
            f" SELECT site_id, sequence, %s, %s FROM {SiteState._meta.db_table} WHERE site_id = %s",
            [text, now, site_id],
        )


def hold(site_id: int) -> None:
    """Take the site's lock without telling anybody of a change. Whoever takes other locks too takes this one first."""
    SiteState.objects.select_for_update().filter(pk=site_id).values_list("pk", flat=True).first()


def refresh_chrome(site: "Site") -> None:
    """Menus and footer from what is live now: a few short queries; pages change only if these have."""
    menu, footer = _page_links(site, "menu"), _page_links(site, "footer")
    roots = Category.objects.filter(site=site, parent=None, in_menu=True)[:MENU_LIMIT]
    categories = [{"title": row.name, "url": row.get_absolute_url()} for row in roots]
    chrome = {"menu": menu, "footer": footer, "categories": categories}
    before = SiteState.objects.filter(pk=site.pk).values_list("chrome", flat=True).first()
    if before != chrome:
        SiteState.objects.filter(pk=site.pk).update(chrome=chrome, changed_at=timezone.now())
        note(site.pk, [CHROME])


def _page_links(site: "Site", term: str) -> list[Link]:
    rows = LiveTerm.objects.filter(site=site, term=term).values_list("page__title", "page__path", "page__labels")
    ordered = sorted(rows[: MENU_LIMIT * 10], key=lambda row: (row[2].get("position", 0), row[0]))
    return [{"title": title, "url": path} for title, path, _ in ordered[:MENU_LIMIT]]
