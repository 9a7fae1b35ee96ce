"""Facts about people."""

from accounts.audit.events import Event

user_changed = Event(
    "accounts.user_changed", "user_id", "is_active", "is_superuser", doc="Platform staff made or edited a user."
)

sign_in_paused = Event(
    "accounts.sign_in_paused",
    "user_id",
    doc="Somebody tried wrong passwords or codes for an account too often; at most one an hour and account.",
)
