"""What follows from facts about people."""

from accounts import pausing
from accounts.audit.models import Entry
from accounts.audit.registry import receives
from accounts.events import sign_in_paused


@receives(sign_in_paused)
def on_sign_in_paused(entry: Entry) -> None:
    pausing.tell(entry.payload["user_id"], entry.pk)
