"""The lists: what stands in a row, filters, and what can be done to many rows at once."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.views import ChangeList

from accounts.sites.context import site_of
from aicmr.lib.lists import CappedPaginator
from content import kinds
from content.articles import actions
from content.articles.admin.asking import person
from content.media.services import picture
from content.publishing.exceptions import DraftGone, NotInTrash, PublishError
from content.publishing.models import Publishable
from content.publishing.publishing import publish_many
from content.publishing.services import publish, purge, trash, unpublish, untrash
from content.taxonomy.models import Author, Category, Tag

MOST_FOUND = 2_000
MOST_OFFERED = 100


class FoundPaginator(Paginator):
    """Looks once for what was searched: the keys give the number of rows and the rows of each page."""

    @cached_property
    def keys(self) -> list[int]:
        rows: Any = self.object_list
        return list(rows.values_list("pk", flat=True)[:MOST_FOUND])

    @cached_property
    def count(self) -> int:
        return len(self.keys)


class TextList(ChangeList):
    """Asks an index which rows stand on the page, then for those rows; bylines and thumbnails in a query each."""

    result_list: Any

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        return super().get_queryset(request, *args, **kwargs).defer("body", "seo_title", "seo_description")

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: list[Any] = list(self.queryset.filter(pk__in=self._keys_of_page()))
        if hasattr(self.model, "bylines"):
            prefetch_related_objects(rows, "bylines__author")
        found = picture([row.hero for row in rows if row.hero], is_signed=True)
        for row in rows:
            row.thumbnail = found.get(row.hero_id)
        self.result_list = rows

    def _keys_of_page(self) -> list[int]:
        """Sorting or searching whole rows would read every text there is."""
        if isinstance(self.paginator, FoundPaginator) and not self.show_all:
            first = (self.page_num - 1) * self.list_per_page
            return self.paginator.keys[first : first + self.list_per_page]
        return list(self.result_list.values_list("pk", flat=True))


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Publishable.State.choices, ("edited", "Edited since published")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == "edited":
            return queryset.filter(state=Publishable.State.PUBLISHED, has_changes=True)
        return queryset.filter(state=value) if value else queryset


class TrashFilter(admin.SimpleListFilter):
    title = "place"
    parameter_name = "trash"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "In the trash")]

    def choices(self, changelist: Any) -> Any:
        first, *rest = super().choices(changelist)
        yield first | {"display": "Not in the trash"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.trashed() if self.value() == "1" else queryset.kept()  # type: ignore[attr-defined]


class TermFilter(admin.SimpleListFilter):
    """Rows filed under one term; offers the first terms of the site by name."""

    model: type[Model]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        terms = self.model._default_manager.filter(site=site_of(request)).order_by("name", "pk")
        return [(str(pk), name) for pk, name in terms.values_list("pk", "name")[:MOST_OFFERED]]

    def has_output(self) -> bool:
        return bool(self.lookup_choices) or self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        return (
            queryset.filter(**{str(self.parameter_name): int(value)})
            if value.isdecimal() and len(value) < 16
            else queryset
        )


class CategoryFilter(TermFilter):
    title, parameter_name, model = "category", "category", Category


class AuthorFilter(TermFilter):
    title, parameter_name, model = "author", "bylines__author", Author


class TagFilter(TermFilter):
    title, parameter_name, model = "tag", "tags", Tag


class Listing:
    """Mixed into the admins: columns and bulk actions."""

    opts: Any
    model: Any
    list_per_page = 50
    list_disable_select_all = True
    search_fields = ("title", "slug")
    search_help_text = "Search by title"
    show_facets = admin.ShowFacets.NEVER  # each filter's choices would be counted
    actions = ("publish_selected", "unpublish_selected", "trash_selected", "untrash_selected", "purge_selected")

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Paginator:
        return (FoundPaginator if request.GET.get("q") else CappedPaginator)(*args, **kwargs)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TextList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """In the trash one restores or deletes; elsewhere one publishes or throws away."""
        offered: dict[str, Any] = super().get_actions(request)  # type: ignore[misc]
        offered.pop("delete_selected", None)
        in_trash = request.GET.get("trash") == "1"
        own = {name: entry for name, entry in offered.items() if (name[:4] in ("untr", "purg")) == in_trash}
        return own if in_trash else own | self._handing_on(request)

    def _handing_on(self, request: HttpRequest) -> dict[str, Any]:
        """Actions of higher rooms: what was chosen goes on to a page of theirs."""

        def hand_on(action: actions.Action) -> Any:
            return lambda admin, request, rows: HttpResponseRedirect(
                action.target(list(rows.values_list("pk", flat=True)))
            )

        may = [each for each in actions.offered(kinds.kind_of(self.model)) if request.user.has_perm(each.permission)]
        return {each.name: (hand_on(each), each.name, each.label) for each in may}

    @admin.display(description="Title", ordering="title")
    def name(self, row: Any) -> SafeString:
        image = _smallest(getattr(row, "thumbnail", None))
        shown = format_html('<img src="{}" alt="" loading="lazy" width="64" height="44">', image) if image else ""
        note = format_html('<span class="row-note">{}</span>', row.summary[:120]) if row.summary else ""
        return format_html(
            '<span class="row-title"><span class="row-thumb">{}</span><span class="row-words"><span class="row-name">{}'
            "</span>{}</span></span>",
            *(shown, str(row), note),
        )

    @admin.display(description="State", ordering="state")
    def badge(self, row: Any) -> SafeString:
        return format_html('<span class="state" data-state="{}">{}</span>', *state_of(row))

    @admin.display(description="Updated", ordering="updated_at")
    def changed(self, row: Any) -> SafeString:
        shown = formats.date_format(timezone.localtime(row.updated_at), "j M Y, H:i")
        return format_html('<time class="row-time" datetime="{}">{}</time>', row.updated_at.isoformat(), shown)

    @admin.action(description="Publish", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """All at once where nothing stands in the way of any; else one by one, and what cannot go live is named."""
        chosen = list(rows)
        try:
            count = len(publish_many(chosen, by=person(request)).pages)
            messages.success(request, f"{_count(count)} published.")
        except PublishError:
            self._each(request, rows, publish, "published")

    @admin.action(description="Unpublish", permissions=["publish"])
    def unpublish_selected(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._each(request, rows, unpublish, "taken off the site")

    @admin.action(description="Move to trash", permissions=["delete"])
    def trash_selected(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._each(request, rows, trash, "moved to the trash")

    @admin.action(description="Restore from trash", permissions=["delete"])
    def untrash_selected(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._each(request, rows, untrash, "restored as drafts")

    @admin.action(description="Delete for good", permissions=["delete"])
    def purge_selected(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._each(request, rows, purge, "deleted for good")

    def _each(self, request: HttpRequest, rows: QuerySet[Any], act: Callable[..., Any], done: str) -> None:
        """Do it to each row; one that cannot be done is named and keeps no other from it."""
        count = 0
        for row in list(rows):
            try:
                act(row, by=person(request))
                count += 1
            except PublishError as error:
                self._say(request, row.pk, str(row), error.problems)
            except (DraftGone, NotInTrash) as error:
                self._say(request, row.pk, str(row), [str(error)])
        if count:
            messages.success(request, f"{_count(count)} {done}.")

    def _say(self, request: HttpRequest, key: int, title: str, problems: list[str]) -> None:
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[key])
        texts = format_html_join(" ", "{}", ((problem,) for problem in problems))
        messages.error(request, format_html('<a href="{}">{}</a>: {}', url, title or "Untitled", texts))


def _smallest(picture: dict[str, Any] | None) -> str:
    sources = picture["sources"]["webp"] if picture else []
    return str(sources[0][0]) if sources else ""


def state_of(row: Any) -> tuple[str, str]:
    """What a badge shows: its key for colours, and its words."""
    if row.trashed_at:
        return "trashed", "In the trash"
    if row.state == Publishable.State.PUBLISHED and row.has_changes:
        return "edited", "Published, edited since"
    return row.state, row.get_state_display()


def _count(number: int) -> str:
    return "1 text was" if number == 1 else f"{number} texts were"
