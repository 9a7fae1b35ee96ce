"""What higher rooms add to the actions of the lists: chosen texts are handed on to a page of theirs.

    actions.offer("article", "ai_bulk", label="AI for these", address="admin:bulk_bulk_add", permission="bulk.add_bulk")

leads there with `?ids=1,2,3`.
"""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Action:
    name: str
    label: str
    address: str
    permission: str

    def target(self, ids: list[int]) -> str:
        return f"{reverse(self.address)}?ids={','.join(map(str, ids))}"


_offered: dict[str, list[Action]] = {}


def offer(kind: str, name: str, *, label: str, address: str, permission: str) -> None:
    known = _offered.setdefault(kind, [])
    if name not in [action.name for action in known]:
        known.append(Action(name, label, address, permission))


def offered(kind: str) -> list[Action]:
    return list(_offered.get(kind, ()))
