"""Facts about exports and restores."""

from accounts.audit.events import Event

site_exported = Event("archives.site_exported", "export_id", doc="Somebody asked for a file with the site's content.")
site_restored = Event("archives.site_restored", "restore_id", doc="An archive was restored into the site.")
