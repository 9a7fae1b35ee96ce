"""The outline of a draft: made by a model or by rules, then looked at, reordered and edited by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from ai import local
from ai.engine import services as engine
from ai.engine.services import RunFailed
from ai.guards import Expect
from ai.guards.links import addresses
from ai.writing import contexts
from ai.writing.models import Draft, DraftSection

MOST_SECTIONS = 40
OUT_OF_THE_WAY = 1000  # positions while sections change places, each of which is unique
BY_RULES = "The model gave no usable outline, so the sections were laid out by rules."


def make(draft: Draft, notes: list[str], on_text: Any) -> None:
    """Ask for the outline and store its sections. Raises RunFailed, engine.Cancelled."""
    context = contexts.outline(draft)
    key = draft.key("outline")
    row = engine.queue_run("writing.outline", by=draft.created_by, site=draft.site, scope=draft.scope, key=key)
    try:
        answer = engine.run(
            "writing.outline", context, by=draft.created_by, site=draft.site, scope=draft.scope, key=key,
            on_text=on_text, expect=Expect(links=tuple(addresses(draft.brief.facts)), html=()),
        )  # fmt: skip
        data, said, uses_model = answer.data, answer.notes, not answer.is_local
    except RunFailed as error:
        if error.run is None or error.run.error_kind != "guard":
            raise
        data, said, uses_model = local.complete("writing.outline", context).data, [BY_RULES], True
    plan = complete_plan(data, len(context["brief"]["numbered_facts"]))
    with transaction.atomic():
        draft.sections.all().delete()
        DraftSection.objects.bulk_create(
            DraftSection(draft=draft, position=place, heading=part["heading"][:255], plan=part)
            for place, part in enumerate(plan["sections"])
        )
        draft.outline_run, draft.title, draft.uses_model = row, plan["title"][:255], uses_model
        draft.notes = [*notes, *said]
        draft.save(update_fields=["outline_run", "title", "notes", "uses_model"])


def complete_plan(data: dict[str, Any], facts: int) -> dict[str, Any]:
    """The plan with every fact in exactly one section: forgotten ones go to the last one, repeated ones stay once."""
    seen: set[int] = set()
    parts = []
    for part in data["sections"]:
        mine = [n for n in dict.fromkeys(part.get("facts") or []) if 0 <= n < facts and n not in seen]
        seen.update(mine)
        heading = " ".join(str(part.get("heading") or "").strip("# ").split())
        parts.append({**part, "heading": heading, "facts": mine, "points": part.get("points") or []})
    parts = parts or [{"heading": "", "points": [], "quotes": []}]
    parts[-1]["facts"] = [*parts[-1].get("facts", []), *(n for n in range(facts) if n not in seen)]
    return {"title": " ".join(str(data["title"]).split()), "sections": parts}


@dataclass(frozen=True)
class Part:
    """A section as a person left it. `pk` None: a new one. `facts` are numbers of the brief's notes."""

    pk: int | None
    heading: str
    points: Sequence[str]
    facts: Sequence[int]


@transaction.atomic
def rewrite(draft: Draft, title: str, parts: Sequence[Part], *, facts: int) -> None:
    """Store the outline as a person wants it: each note stands in one section, quotations stay with theirs."""
    before = {section.pk: section for section in draft.sections.all()}
    kept = list(parts[:MOST_SECTIONS])
    plan = complete_plan({"title": title, "sections": [_as_plan(part, before) for part in kept]}, facts)
    draft.sections.update(position=F("position") + OUT_OF_THE_WAY)
    for place, planned in enumerate(plan["sections"]):
        known = before.get(kept[place].pk or 0) if place < len(kept) else None
        row = known or DraftSection(draft=draft)
        row.position, row.heading, row.plan = place, planned["heading"][:255], planned
        row.save()
    draft.sections.filter(position__gte=OUT_OF_THE_WAY).delete()
    Draft.objects.filter(pk=draft.pk).update(title=plan["title"][:255] or draft.title)


def _as_plan(part: Part, before: dict[int, DraftSection]) -> dict[str, Any]:
    known = before.get(part.pk) if part.pk else None
    return {**(known.plan if known else {"quotes": []}), "heading": part.heading, "points": list(part.points),
            "facts": list(part.facts)}  # fmt: skip
