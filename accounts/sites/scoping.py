"""Keeps the admin inside the site of the request's host.

`SiteAdmin` is the base of every admin of site rows, `PlatformAdmin` of the few that span sites and belong
to platform staff. Inlines of site rows are `SiteTabularInline` or `SiteStackedInline`.
"""

from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin import FieldListFilter, RelatedFieldListFilter
from django.contrib.admin.utils import get_fields_from_path, get_model_from_relation
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from unfold.admin import StackedInline, TabularInline
from unfold.contrib.filters.admin.mixins import AutocompleteMixin

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.models import Site
from accounts.sites.querysets import Rows, narrowed
from aicmr.lib.careful_admin import CarefulAdmin
from aicmr.lib.platform_admin import PlatformAdmin as PlatformAdmin


class ScopedRelatedFilter(RelatedFieldListFilter):
    """Mixed into list filters over relations: offers, and shows the name of, rows of this site only."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        if isinstance(self, AutocompleteMixin):
            return super().field_choices(field, request, model_admin)
        rows = model_admin.within_site(get_model_from_relation(field)._default_manager.all(), request)
        return [(row.pk, str(row)) for row in rows.order_by(*self.field_admin_ordering(field, request, model_admin))]

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            form: Any = choice.get("form")
            for field in form.fields.values() if form else ():
                if isinstance(field, forms.ModelChoiceField):
                    field.queryset = changelist.model_admin.within_site(field.queryset, self._request)
            yield choice

    def __init__(self, field: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self._request = request
        super().__init__(field, request, *args, **kwargs)


@cache
def _scoped_filter(base: type[FieldListFilter]) -> type[FieldListFilter]:
    if issubclass(base, ScopedRelatedFilter):
        return base
    return type(f"Scoped{base.__name__}", (ScopedRelatedFilter, base), {})


class SiteBoundForm(forms.ModelForm):
    """Gives the row its site before validation, so that uniqueness within the site is checked."""

    bound_site: ClassVar[Site | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.site_id is None:
            self.instance.site = self.bound_site

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"site"}  # type: ignore[misc]


class WithinSite:
    """For admins and inlines: what may be chosen in a relation belongs to the site."""

    site_lookup = "site"
    model: type[models.Model]
    admin_site: Any

    def within_site(self, rows: Rows, request: HttpRequest) -> Rows:
        """`rows` as this request may see them: those of its site, or all rows of a model that knows no site."""
        related = self.admin_site._registry.get(rows.model)
        lookup = related.site_lookup if isinstance(related, WithinSite) else _site_lookup(rows.model)
        if lookup is None:
            return rows
        return _narrowed(rows.filter(**{lookup: site_of(request).pk}), "visible_to", request)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        return self.within_site(db_field.remote_field.model._default_manager.all() if rows is None else rows, request)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        excluded = super().get_exclude(request, obj)  # type: ignore[misc]
        declared = getattr(getattr(self, "form", None), "_meta", None)
        names = [*(excluded or getattr(declared, "exclude", None) or ())]
        return [*names, "site"] if self.has_site_field else excluded

    @property
    def has_site_field(self) -> bool:
        return self.site_lookup == "site" and _site_lookup(self.model) == "site"


class SiteAdmin(WithinSite, CarefulAdmin):
    """Admin of rows of one site.

    `site_lookup` leads from the model to its site (`article__site`). A queryset with `visible_to(user)` and
    `editable_by(user)` (either may also take `site`) decides what may be seen and changed; a row that may
    not be seen does not exist (404).
    """

    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request).filter(**{self.site_lookup: site_of(request).pk})
        return _narrowed(rows, "visible_to", request)

    def editable(self, request: HttpRequest, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return _narrowed(rows, "editable_by", request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404(f"There is no {self.model._meta.verbose_name} with this address.")
        return found

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_edit(request, obj)

    def _may_edit(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None or obj.pk is None:
            return True
        rows = self.model._default_manager.filter(**{"pk": obj.pk, self.site_lookup: site_of(request).pk})
        return self.editable(request, rows).exists()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if self.has_site_field:
            base: type[forms.ModelForm] = kwargs.get("form") or self.form
            kwargs["form"] = type(base.__name__, (SiteBoundForm, base), {"bound_site": request.site})
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and not self.has_change_permission(request, obj):  # the list's own form asks for no object
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def response_action(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse:
        return super().response_action(request, self.editable(request, queryset))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [self._scope_filter(entry) for entry in super().get_list_filter(request)]

    def _scope_filter(self, entry: Any) -> Any:
        if isinstance(entry, str):
            entry = (entry, None)
        if not isinstance(entry, tuple):
            return entry
        path, kind = entry
        field = get_fields_from_path(self.model, path)[-1]
        if not field.is_relation:
            return path if kind is None else entry
        if kind is not None and not issubclass(kind, RelatedFieldListFilter):
            return entry
        return (path, _scoped_filter(kind or RelatedFieldListFilter))

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The row's own address, not Django's redirect by id, which answers for rows of every site."""
        if obj is not None and self.view_on_site is True and hasattr(obj, "get_absolute_url"):
            return str(obj.get_absolute_url())
        return None if self.view_on_site is True else super().get_view_on_site_url(obj)


class SiteTabularInline(WithinSite, TabularInline):
    pass


class SiteStackedInline(WithinSite, StackedInline):
    pass


def _narrowed(rows: Rows, method: str, request: HttpRequest) -> Rows:
    return narrowed(rows, method, cast(User, request.user), site_of(request))


def _site_lookup(model: type[models.Model]) -> str | None:
    """How a model without a SiteAdmin is limited to a site; None for one that knows no site."""
    if model is Site:
        return "pk"
    if model is User:
        return "memberships__site"
    try:
        field = model._meta.get_field("site")
    except FieldDoesNotExist:
        return None
    return "site" if field.remote_field and field.remote_field.model is Site else None
