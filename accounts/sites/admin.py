"""A site's settings, domains and team."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.exceptions import MembershipRefused
from accounts.sites.forms import DomainFormSet, MembershipForm, NewMembershipForm, NewSiteForm, SiteForm
from accounts.sites.models import Domain, Membership, Site
from accounts.sites.scoping import SiteAdmin, SiteStackedInline
from accounts.sites.services import add_member, change_role, change_site, create_site, remove_member

_DESIGN = ("accent", "accent_dark", "font_heading", "font_body", "width")
_ADDRESSES = ("locale", "time_zone", "article_path")
_AI = ("ai_badge", "ai_badge_share", "reuse_ai_examples")


class DomainInline(SiteStackedInline):
    """Site administrators see the domains; which host belongs to whom is the platform's decision."""

    model = Domain
    formset = DomainFormSet
    extra = 0
    fields = ("host", "is_primary")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Site)
class SiteSettingsAdmin(SiteAdmin):
    """Administrators see their own site, platform staff all of them."""

    site_lookup = "pk"
    form = SiteForm
    list_display = ("name", "host", "locale", "time_zone", "is_active")
    search_fields = ("name", "domains__host")
    inlines: ClassVar[list[Any]] = [DomainInline]
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("name", "tagline", "is_active")}),
        ("Language, time and addresses", {"fields": _ADDRESSES}),
        ("AI", {"fields": _AI}),
        ("Design", {"fields": _DESIGN}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        if request.user.is_superuser:
            return ModelAdmin.get_queryset(self, request).prefetch_related("domains")
        return super().get_queryset(request).prefetch_related("domains")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else ((None, {"fields": ("name", "domain", "tagline")}), *fieldsets[1:])

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **({} if obj else {"form": NewSiteForm}) | kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self.inlines if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only platform staff switch a site off, and not the one they stand on."""
        may_switch = request.user.is_superuser and (obj is None or obj != site_of(request))
        return () if may_switch else ("is_active",)

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:
        by = cast(User, request.user)
        if change:
            change_site(obj, by=by)
            return
        names = [field.attname for field in Site._meta.concrete_fields if not field.primary_key and field.editable]
        settings = {name: getattr(obj, name) for name in names if name != "name"}
        obj.pk = create_site(name=obj.name, domains=[form.cleaned_data["domain"]], by=by, **settings).pk

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A site is switched off; its rows go with a command, not with a click."""
        return False

    def _may_edit(self, request: HttpRequest, obj: Any) -> bool:
        return bool(request.user.is_superuser or obj is None or obj == site_of(request))

    @admin.display(description="Domain")
    def host(self, obj: Site) -> str:
        domains = sorted(obj.domains.all(), key=lambda domain: (not domain.is_primary, domain.pk))
        return domains[0].host if domains else "–"


@admin.register(Membership)
class MembershipAdmin(SiteAdmin):
    """The team: added by e-mail address, with a role."""

    list_display = ("user", "email", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "site")
    search_fields = ("user__email", "user__name")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        base = MembershipForm if obj else NewMembershipForm
        bound = type(base.__name__, (base,), {"by": request.user, "site": site_of(request)})
        return super().get_form(request, obj, change, **{"form": bound, "fields": None} | kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "role") if obj else ("email", "role")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        by = cast(User, request.user)
        if change:
            change_role(obj, form.cleaned_data["role"], by=by)
        else:
            obj.pk = add_member(site_of(request), obj.user, obj.role, by=by).pk

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        remove_member(obj, by=cast(User, request.user))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset.select_related("user", "site"):
            try:
                self.delete_model(request, membership)
            except MembershipRefused as refusal:
                self.message_user(request, f"{membership.user}: {refusal}", messages.ERROR)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and self._is_last(obj))

    def _is_last(self, membership: Membership) -> bool:
        rows = Membership.objects.for_site(membership.site).administrators()
        return membership.role == "admin" and not rows.exclude(pk=membership.pk).exists()

    @admin.display(description="e-mail address", ordering="user__email")
    def email(self, obj: Membership) -> str:
        return obj.user.email
