"""What higher rooms know about a text that goes live: labels for readers and properties of its JSON-LD.

    annotations.register("ai.proposals.annotations.annotate")

names `annotate(sources) -> dict[object_id, Annotation]`, called once for each batch of one kind and site.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.module_loading import import_string

from content.publishing.live import LiveSource


@dataclass
class Annotation:
    """`labels` are put over the page's own labels, `json_ld` into the object that the page is about."""

    labels: dict[str, Any] = field(default_factory=dict)
    json_ld: dict[str, Any] = field(default_factory=dict)

    def over(self, labels: dict[str, Any]) -> dict[str, Any]:
        """The labels with these put over them; what is a mapping on both sides is merged."""
        merged = dict(labels)
        for name, value in self.labels.items():
            old = merged.get(name)
            merged[name] = old | value if isinstance(old, dict) and isinstance(value, dict) else value
        return merged


_annotators: list[str] = []


def register(path: str) -> None:
    """Have every publication annotated by the function at this dotted path."""
    if path not in _annotators:
        _annotators.append(path)


def of(sources: Sequence[LiveSource]) -> dict[int, Annotation]:
    """What all annotators say, by object id; an object of which none says anything is not there."""
    found: dict[int, Annotation] = {}
    for path in _annotators:
        for object_id, said in import_string(path)(sources).items():
            whole = found.setdefault(object_id, Annotation())
            whole.labels |= said.labels
            whole.json_ld |= said.json_ld
    return found
