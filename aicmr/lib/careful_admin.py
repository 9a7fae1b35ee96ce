"""The root of every admin: an address that somebody made up is answered, not tripped over."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin

# No list offers these, and their values are looked at by nobody before the database fails on them.
_NEVER_OFFERED = frozenset(
    {"range", "in", "regex", "iregex", "year", "iso_year", "quarter", "month", "week", "week_day", "iso_week_day"}
    | {"day", "hour", "minute", "second", "time"}
)


class CarefulAdmin(ModelAdmin):
    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """`?_to_field=` without a name means the key, as if it were not there."""
        return super().get_object(request, object_id, from_field or None)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return not _NEVER_OFFERED & set(lookup.split("__")) and super().lookup_allowed(lookup, value, request)
