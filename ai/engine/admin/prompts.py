"""Prompts of a site: each save is a new version; one that was used is never changed."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from ai.engine import prompting, services
from ai.engine.forms import PromptForm
from ai.engine.models import PromptOverride


@admin.register(PromptOverride)
class PromptOverrideAdmin(SiteAdmin):
    form = PromptForm
    fields = ("purpose", "text", "is_active")
    list_display = ("purpose", "version", "is_active", "created_by", "created_at")
    list_filter = ("purpose", "is_active")
    list_select_related = ("created_by",)
    search_fields = ("purpose",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("purpose", "version", "text", "created_by", "created_at") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("purpose", "version", "text", "is_active", "created_by", "created_at") if obj else self.fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begins with the text that counts now: `?purpose=writing.title`."""
        initial = super().get_changeform_initial_data(request)
        prompt = prompting.prompt_for(initial.get("purpose", ""), site_of(request))
        return {**initial, "text": prompt.source} if prompt else initial

    def save_model(self, request: HttpRequest, obj: PromptOverride, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        by = cast(User, request.user)
        saved = services.save_prompt(site=site_of(request), purpose=obj.purpose, text=obj.text, by=by)
        obj.pk, obj.version = saved.pk, saved.version
