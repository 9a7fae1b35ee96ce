"""What two versions of a guideline or term differ in."""

from typing import Any

from django.utils.safestring import SafeString

from aicmr.lib import diff
from content.quality.models import Guideline, Priority
from content.taxonomy.models import Category


def differences(model: Any, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Label and marked words of each field that differs."""
    ids = [pk for side in (before, after) if (pk := side.get("category"))]
    sections = dict(Category.objects.filter(pk__in=ids).values_list("pk", "name"))
    rows = []
    for name in model.FIELDS:
        old, new = (readable(name, side.get(name), sections) for side in (before, after))
        if old != new:
            label = str(model._meta.get_field(name).verbose_name)
            rows.append({"label": label[:1].upper() + label[1:], "changes": changes(old, new)})
    return rows


def changes(before: str, after: str) -> SafeString:
    return diff.words_html(diff.words(before, after))


def readable(name: str, value: Any, sections: dict[int, str]) -> str:
    if name == "category":
        return sections.get(value, "(deleted)") if value else "everywhere"
    if name == "priority":
        return str(Priority(value).label) if value else ""
    if name == "measure":
        return dict(Guideline._meta.get_field("measure").flatchoices).get(value, "") if value else "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, dict):
        return "\n".join(f"{code} = {words}" for code, words in sorted(value.items()))
    return "" if value is None else str(value)
