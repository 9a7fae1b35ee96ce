"""Rows that belong to a site or, without one, to the platform: its staff see and change both."""

from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldBooleanWidget

from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin


class PlatformForm(forms.ModelForm):
    """Platform staff may make a row for all sites."""

    for_platform = forms.BooleanField(label=_("For all sites"), required=False, widget=UnfoldBooleanWidget())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["for_platform"] = self.instance.site_id is None


class PlatformRowsAdmin(SiteAdmin):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        if not request.user.is_superuser:
            return super().get_queryset(request)
        return ModelAdmin.get_queryset(self, request).filter(self.mine_or_everybodys(request))

    def mine_or_everybodys(self, request: HttpRequest, lookup: str = "") -> Q:
        lookup = lookup or self.site_lookup
        return Q(**{lookup: site_of(request)}) | Q(**{lookup: None})

    def _may_edit(self, request: HttpRequest, obj: Any) -> bool:
        if obj is not None and obj.pk and request.user.is_superuser:
            return self.get_queryset(request).filter(pk=obj.pk).exists()
        return super()._may_edit(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if self.has_site_field and obj is not None and obj.pk and obj.site_id is None:
            form.bound_site = None
        if not request.user.is_superuser:
            form.base_fields.pop("for_platform", None)
        return form

    def belong(self, request: HttpRequest, obj: Any, form: Any) -> None:
        """To the platform, where its staff said so, else to the site."""
        everybodys = request.user.is_superuser and form.cleaned_data.get("for_platform")
        obj.site = None if everybodys else site_of(request)


def owner(obj: Model) -> str:
    """For lists: whose the row is."""
    return "All sites" if getattr(obj, "site_id", None) is None else "This site"
