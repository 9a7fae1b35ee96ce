"""Facts about pictures."""

from accounts.audit.events import Event

asset_uploaded = Event("media.asset_uploaded", "asset_id", doc="A picture was uploaded; it has no renditions yet.")
renditions_ready = Event("media.renditions_ready", "asset_id", doc="A picture has its sizes, or has new ones.")
asset_changed = Event("media.asset_changed", "asset_id", doc="Texts or focal point of a picture were changed.")
asset_deleted = Event("media.asset_deleted", "asset_id", doc="A picture and its files were deleted.")
