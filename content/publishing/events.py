"""Facts about content. `kind` and `object_id` name the editing row, `page_id` the live page."""

from accounts.audit.events import Event

page_published = Event(
    "publishing.page_published", "page_id", "kind", "object_id", doc="A page went live, or has a new text."
)
page_moved = Event(
    "publishing.page_moved",
    "page_id",
    "kind",
    "object_id",
    "old_path",
    "new_path",
    doc="A live page has another address; the old one redirects.",
)
page_unpublished = Event(
    "publishing.page_unpublished", "page_id", "kind", "object_id", "path", doc="A page is no longer live."
)
shown_page_changed = Event(
    "publishing.shown_page_changed",
    "kind",
    "object_id",
    doc="A page that other live pages show (as the page above them) has a new text or address, or is gone.",
)
translations_changed = Event(
    "publishing.translations_changed", "group", doc="A page with live translations went live, moved or was taken down."
)
publish_scheduled = Event(
    "publishing.publish_scheduled", "schedule_id", "kind", "object_id", doc="A publication was planned."
)
schedule_cancelled = Event(
    "publishing.schedule_cancelled", "schedule_id", "kind", "object_id", doc="A planned publication was called off."
)
schedule_failed = Event(
    "publishing.schedule_failed",
    "schedule_id",
    "kind",
    "object_id",
    doc="A planned publication could not be done; the schedule says why.",
)
pages_changed = Event(
    "publishing.pages_changed", "site_id", doc="Readers' pages differ; announced where a CDN must be told."
)
draft_saved = Event(
    "publishing.draft_saved", "kind", "object_id", "revision_id", "reason", doc="A revision of a draft was frozen."
)
trashed = Event("publishing.trashed", "kind", "object_id", doc="Content was put in the trash.")
untrashed = Event("publishing.untrashed", "kind", "object_id", doc="Content was taken out of the trash.")
purged = Event("publishing.purged", "kind", "object_id", "public_id", doc="Content was deleted for good.")
