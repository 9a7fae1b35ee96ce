"""Facts about keys."""

from accounts.audit.events import Event

key_made = Event("integrations.key_made", "key_id", "user_id", doc="Somebody made an API key for themselves.")
key_revoked = Event("integrations.key_revoked", "key_id", "user_id", doc="An API key was taken back.")
