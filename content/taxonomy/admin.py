"""Authors, categories and tags in the admin: with counts, places in the tree, and merging."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.views import ChangeList

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from content.taxonomy import registry, services
from content.taxonomy.exceptions import TermRefused
from content.taxonomy.forms import AuthorForm, CategoryForm, TagForm
from content.taxonomy.models import Author, Category, Tag, Term
from content.taxonomy.trees import paths_of


class TermList(ChangeList):
    """Adds to the rows of one page what is filed under them, and the way down to a category, in a query each."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: list[Any] = list(self.result_list)  # type: ignore[has-type]
        counts = registry.uses_of(str(self.opts.model_name), [row.pk for row in rows])
        paths = paths_of(rows) if self.model is Category else {}
        for row in rows:
            row.live_count, row.tree_path = counts[row.pk], paths.get(row.pk, row.name)
        self.result_list = rows


class TermAdmin(SiteAdmin):
    search_fields = ("name", "slug")
    actions = ("merge_selected",)
    list_display: tuple[str, ...] = ("name", "slug", "live")
    ordering: tuple[str, ...] = ("name", "pk")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return TermList

    @admin.display(description="Live pages")
    def live(self, obj: Any) -> int:
        return int(obj.live_count)

    def save_model(self, request: HttpRequest, obj: Term, form: Any, change: bool) -> None:
        obj.site = site_of(request)
        services.save_term(obj, by=cast(User, request.user))

    def delete_model(self, request: HttpRequest, obj: Term) -> None:
        services.delete_term(obj, by=cast(User, request.user))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for term in queryset:
            try:
                self.delete_model(request, term)
            except TermRefused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)

    @admin.action(description="Merge the selected ones", permissions=["delete"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask which of them stays; then the others go into it."""
        terms = list(queryset.select_related("site"))
        kept = next((term for term in terms if str(term.pk) == request.POST.get("into")), None)
        if len(terms) < 2:
            self.message_user(request, "Select two or more that mean the same.", messages.WARNING)
        elif kept is None:
            return self._ask_which_stays(request, terms)
        else:
            self._merge(request, [term for term in terms if term is not kept], kept)
        return None

    def _ask_which_stays(self, request: HttpRequest, terms: list[Any]) -> HttpResponse:
        counts = registry.uses_of(str(self.opts.model_name), [term.pk for term in terms])
        context = self.admin_site.each_context(request) | {
            "title": f"Merge {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "choices": [(term, counts[term.pk]) for term in terms],
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "taxonomy/merge.html", context)

    def _merge(self, request: HttpRequest, sources: list[Any], into: Any) -> None:
        done = 0
        for source in sources:
            try:
                services.merge_terms(source, into, by=cast(User, request.user))
                done += 1
            except TermRefused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
        if done:
            self.message_user(request, f"Merged {done} into “{into}”. Old addresses lead there.", messages.SUCCESS)


@admin.register(Author)
class AuthorAdmin(TermAdmin):
    form = AuthorForm
    list_display = ("name", "slug", "job_title", "live")


@admin.register(Category)
class CategoryAdmin(TermAdmin):
    form = CategoryForm
    list_display = ("path", "slug", "in_menu", "position", "live")
    list_filter = ("in_menu",)
    ordering = ("position", "name", "pk")
    autocomplete_fields = ("parent",)

    @admin.display(description="Category", ordering="name")
    def path(self, obj: Any) -> str:
        return str(obj.tree_path)


@admin.register(Tag)
class TagAdmin(TermAdmin):
    form = TagForm
