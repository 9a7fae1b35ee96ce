"""The root of every admin: an address that somebody made up is answered, not tripped over."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin

from aicmr.lib.lists import CappedPaginator

# No list offers these, and their values are looked at by nobody before the database fails on them.
_NEVER_OFFERED = frozenset(
    {"range", "in", "regex", "iregex", "year", "iso_year", "quarter", "month", "week", "week_day", "iso_week_day"}
    | {"day", "hour", "minute", "second", "time"}
)

_LONGEST_KEY = 18  # digits
_NO_NUMBERS = {"nan", "inf", "infinity"}


class CarefulAdmin(ModelAdmin):
    paginator: Any = CappedPaginator
    show_full_result_count = False
    # What an empty list says: what stands here and how it comes about, and an address's name with the words for it.
    empty_advice: str = ""
    empty_link: tuple[str, str] | None = None

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """`?_to_field=` without a name means the key, as if it were not there."""
        return super().get_object(request, object_id, from_field or None)

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return any(to_field == field.name for field in self.opts.concrete_fields) and super().to_field_allowed(
            request, to_field
        )

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        if _NEVER_OFFERED & set(lookup.split("__")) or _is_no_key(value):
            return False
        return super().lookup_allowed(lookup, value, request)


def _is_no_key(value: Any) -> bool:
    """A number that no column holds: SQLite stumbles over the long ones, MySQL over those that are none."""
    if not isinstance(value, str):
        return False
    return value.strip(" +-").lower() in _NO_NUMBERS or (value.isdecimal() and len(value) > _LONGEST_KEY)
