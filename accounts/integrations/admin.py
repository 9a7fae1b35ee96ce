"""The keys of a site's members, for its administrators: who has which, since when; any can be taken back."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.integrations.models import ApiKey
from accounts.integrations.services import revoke_key
from accounts.models import User
from accounts.sites.scoping import SiteAdmin


@admin.register(ApiKey)
class ApiKeyAdmin(SiteAdmin):
    list_display = ("name", "prefix", "user", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__email")
    ordering = ("-id",)
    actions: ClassVar[list[str]] = ["revoke"]
    readonly_fields = list_display
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A key acts for a person, who makes it on the account pages."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Revoke", permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: "QuerySet[ApiKey]") -> None:
        done = sum(revoke_key(key, by=cast(User, request.user)) for key in queryset.select_related("site"))
        messages.success(request, f"{done} keys open nothing any more.")
