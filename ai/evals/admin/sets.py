"""Golden sets: built from accepted texts, then only looked at."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.sites.context import site_of
from ai.evals.admin.base import EvalsAdmin
from ai.evals.exceptions import NothingToCompare
from ai.evals.forms import SetForm
from ai.evals.models import GoldenItem, GoldenSet
from ai.evals.services import build_set

SHOWN = 100


@admin.register(GoldenSet)
class GoldenSetAdmin(EvalsAdmin):
    empty_advice = (
        "A golden set is a frozen copy of texts that people of this site have accepted. Versions of prompts and "
        "models are measured on it."
    )
    list_display = ("name", "purpose", "language", "texts", "created_by", "created_at")
    list_filter = ("purpose",)
    list_select_related = ("created_by",)
    search_fields = ("name", "purpose")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(texts_count=Count("items"))

    @admin.display(description="texts")
    def texts(self, row: Any) -> int:
        return int(row.texts_count)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Builds a set from what the site's people have accepted."""
        by = self.may_add(request)
        form = SetForm(request.POST or None, initial={"purpose": request.GET.get("purpose", "")})
        if request.method == "POST" and form.is_valid():
            try:
                made = build_set(site=site_of(request), by=by, **form.cleaned_data)
                messages.success(request, f"“{made.name}” has {made.items.count()} texts.")
                return redirect("admin:evals_goldenset_change", made.pk)
            except NothingToCompare as error:
                form.add_error(None, str(error))
        return self.page(request, "evals/build.html", {"title": "New golden set", "form": form})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.shown(request, object_id)
        items = list(row.items.all()[:SHOWN])
        context = {
            "title": f"{row.purpose}: {row.name}",
            "crumbs": [("Golden sets", reverse("admin:evals_goldenset_changelist")), (row.name, "")],
            "set": row,
            "items": items,
            "count": row.items.count(),
            "sources": dict(GoldenItem.Source.choices),
            "evals": row.evals.select_related("job")[:20],
        }
        return self.page(request, "evals/set.html", context)
