"""What the pages of this room have in common."""

from typing import Any, ClassVar, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from accounts.sites.scoping import SiteAdmin


class EvalsAdmin(SiteAdmin):
    actions: ClassVar[Any] = None

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {
            "all": (
                *("admin_site/lists.css", "editor/edit.css", "writing/writing.css", "engine/engine.css"),
                *("engine/prompts.css", "usage/usage.css", "evals/evals.css"),
            )
        }

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_add(self, request: HttpRequest) -> User:
        if not self.has_add_permission(request):
            raise Http404("There is no such page.")
        return cast(User, request.user)

    def shown(self, request: HttpRequest, object_id: str) -> Any:
        """The row, for those who may see it; nothing is sent to its page."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row) or request.method == "POST":
            raise Http404("There is no such page.")
        return row

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return render(request, template, shared | context)
