"""Facts about sites and their teams."""

from accounts.audit.events import Event

site_created = Event("sites.site_created", "site_id", doc="A site was made.")
site_changed = Event("sites.site_changed", "site_id", doc="Settings or domains of a site were changed.")
member_added = Event("sites.member_added", "user_id", "role", doc="A user joined a site's team.")
role_changed = Event("sites.role_changed", "user_id", "before", "after", doc="A member's role was changed.")
member_removed = Event("sites.member_removed", "user_id", "role", doc="A user left a site's team.")
