"""The admins themselves."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from content.articles.admin.asking import person
from content.articles.admin.editing import Editing
from content.articles.admin.history import History
from content.articles.admin.listing import (
    AuthorFilter,
    CategoryFilter,
    Listing,
    StateFilter,
    TagFilter,
    TrashFilter,
)
from content.articles.forms import ArticleForm, PageForm
from content.publishing.services import purge
from content.taxonomy.models import Tag

SUGGESTIONS = 12


class TextAdmin(Listing, Editing, History, SiteAdmin):
    """What articles and pages share."""

    class Media:
        css = {"all": ["admin_site/lists.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Said once more for creators, so that the database finds their few rows by index."""
        rows = super().get_queryset(request)
        return rows if self.may(request, "publish") else rows.filter(created_by=person(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        in_trash = request.GET.get("trash") == "1"
        plural = str(self.opts.verbose_name_plural).capitalize()
        crumbs = [(plural, self.url("changelist")), ("Trash", "")] if in_trash else [(plural, "")]
        context = {"crumbs": crumbs, "in_trash": in_trash, "title": plural, **(extra_context or {})}
        return super().changelist_view(request, context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Only what is in the trash is deleted for good."""
        obj = self.found(request, object_id)
        if obj.trashed_at is None:
            return HttpResponseRedirect(self.url("change", obj.pk))
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        purge(obj, by=person(request))


class ArticleAdmin(TextAdmin):
    edit_form = ArticleForm
    list_display = ("name", "badge", "byline", "category", "changed")
    list_display_links = ("name",)
    list_filter = (StateFilter, CategoryFilter, AuthorFilter, TagFilter, "updated_at", TrashFilter)
    list_select_related = ("hero", "category")

    def get_urls(self) -> list[Any]:
        return [self.route("tags/", self.tags_view, "tags"), *super().get_urls()]

    @admin.display(description="Authors")
    def byline(self, row: Any) -> SafeString:
        return format_html_join(", ", "{}", ((line.author.name,) for line in row.bylines.all()))

    def tags_view(self, request: HttpRequest) -> HttpResponse:
        """Tags of this site that hold what was typed."""
        if not request.user.has_perm("taxonomy.view_tag"):
            raise PermissionDenied
        rows = Tag.objects.filter(site=site_of(request), name__icontains=request.GET.get("q", "").strip()[:60])
        found = rows.order_by("name", "pk").values_list("pk", "name")[:SUGGESTIONS]
        return JsonResponse({"results": [{"id": pk, "text": name} for pk, name in found]})


class PageAdmin(TextAdmin):
    edit_form = PageForm
    list_display = ("name", "badge", "parent", "in_menu", "changed")
    list_display_links = ("name",)
    list_filter = (StateFilter, "in_menu", "updated_at", TrashFilter)
    list_select_related = ("hero", "parent")
    ordering = ("position", "title", "id")
