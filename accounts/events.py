"""Facts about people."""

from accounts.audit.events import Event

user_changed = Event(
    "accounts.user_changed", "user_id", "is_active", "is_superuser", doc="Platform staff made or edited a user."
)
