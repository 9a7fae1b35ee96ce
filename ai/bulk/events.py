"""What this room announces."""

from accounts.audit.events import Event

bulk_started = Event("bulk.bulk_started", "bulk_id", doc="One AI task was started for many texts")
