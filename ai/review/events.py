"""What this room announces."""

from accounts.audit.events import Event

review_started = Event("review.review_started", "review_id", doc="Somebody asked for a review of a text")
note_dismissed = Event("review.note_dismissed", "note_id", doc="A note was dismissed with a reason")
