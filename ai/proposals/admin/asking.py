"""What the admin's parts share."""

from typing import Any, cast

from django.http import Http404, HttpRequest

from accounts.models import User


class ReadOnly:
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise Http404("There is no such page.")


def person(request: HttpRequest) -> User:
    return cast(User, request.user)
