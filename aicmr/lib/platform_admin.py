"""The admin base of rows that belong to no site."""

from typing import Any

from django.http import HttpRequest

from aicmr.lib.careful_admin import CarefulAdmin


class PlatformAdmin(CarefulAdmin):
    """Admin of rows that span sites: platform staff only."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_platform_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_platform_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_platform_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_platform_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_platform_staff(request)


def _is_platform_staff(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)
