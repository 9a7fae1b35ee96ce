"""What publishing does when something that pages show has changed."""

from accounts.audit.models import Entry
from accounts.audit.registry import receives
from accounts.sites.events import site_changed
from content.media.events import asset_changed, asset_deleted, renditions_ready
from content.publishing import causes, cdn
from content.publishing.events import pages_changed, shown_page_changed, translations_changed
from content.taxonomy.events import term_changed, term_created, term_moved


@receives(term_changed)
def on_term_changed(entry: Entry) -> None:
    causes.term_changed(entry.payload["dep"], entry.site_id or 0)


@receives(term_created)
def on_term_created(entry: Entry) -> None:
    causes.term_changed(entry.payload["dep"], entry.site_id or 0)


@receives(term_moved)
def on_term_moved(entry: Entry) -> None:
    causes.term_moved(entry.site_id or 0, entry.payload["old_path"], entry.payload["new_path"])


@receives(asset_changed)
def on_asset_changed(entry: Entry) -> None:
    causes.asset_changed(entry.payload["asset_id"], entry.site_id or 0)


@receives(asset_deleted)
def on_asset_deleted(entry: Entry) -> None:
    causes.asset_changed(entry.payload["asset_id"], entry.site_id or 0)


@receives(renditions_ready)
def on_renditions_ready(entry: Entry) -> None:
    causes.asset_changed(entry.payload["asset_id"], entry.site_id or 0)


@receives(pages_changed)
def on_pages_changed(entry: Entry) -> None:
    cdn.purge(entry.payload["site_id"])


@receives(shown_page_changed)
def on_shown_page_changed(entry: Entry) -> None:
    causes.page_changed(entry.payload["kind"], entry.payload["object_id"], entry.site_id or 0)


@receives(translations_changed)
def on_translations_changed(entry: Entry) -> None:
    causes.translations_changed(entry.payload["group"], entry.site_id or 0)


@receives(site_changed)
def on_site_changed(entry: Entry) -> None:
    causes.site_changed(entry.payload["site_id"])
