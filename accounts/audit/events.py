"""The `Event` class. Rooms declare their facts in their own `events.py`."""

from collections.abc import Mapping

_MAX_TEXT = 500
_events: dict[str, "Event"] = {}


class Event:
    """A kind of fact: a topic in the past tense and the names of its ids.

    `page_published = Event("publishing.page_published", "page_id", doc="A page went live.")`
    Payloads carry ids only; personal or long values go into `announce(…, detail=…)`.
    """

    def __init__(self, topic: str, *keys: str, doc: str) -> None:
        if topic in _events:
            raise ValueError(f"The event {topic} is declared twice.")
        self.topic = topic
        self.keys = keys
        self.doc = doc
        _events[topic] = self

    def __repr__(self) -> str:
        return f"<Event {self.topic}>"

    def payload(self, ids: Mapping[str, object]) -> dict[str, object]:
        """`ids` checked: exactly the declared keys, each an int, a flag, a short text or None."""
        if set(ids) != set(self.keys):
            raise TypeError(f"{self.topic} carries {list(self.keys)}, not {list(ids)}.")
        for key, value in ids.items():
            if not (value is None or isinstance(value, int | str)) or len(str(value)) > _MAX_TEXT:
                raise TypeError(f"{self.topic}: {key} must be an id, not {type(value).__name__}.")
        return dict(ids)


def all_events() -> list[Event]:
    return sorted(_events.values(), key=lambda event: event.topic)


deliveries_replayed = Event(
    "audit.deliveries_replayed",
    "count",
    doc="Somebody had dead deliveries of a site tried again; their ids are detail.",
)
