"""Rules, and the switch above their list."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.models import Site
from accounts.sites.platform import PlatformRowsAdmin, owner
from accounts.sites.scoping import SiteAdmin
from ai.policies import services
from ai.policies.forms import RuleForm
from ai.policies.models import Privacy, Rule


@admin.register(Rule)
class RuleAdmin(PlatformRowsAdmin):
    empty_advice = (
        "Every text may be given to whatever model a route names. A rule keeps a feature, a section or an article to "
        "models of your own, or to none."
    )
    form = RuleForm
    fields = ("policy", ("feature", "scope"), "reason", "for_platform")
    list_display = ("__str__", "policy", "feature", "scope", "reason", "created_by", "created_at", "whose")
    list_filter = ("policy",)
    list_select_related = ("created_by",)
    search_fields = ("feature", "scope", "reason")
    list_before_template = "policies/switch.html"
    actions: ClassVar[Any] = None

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("policies/policies.css",)}

    @admin.display(description="for")
    def whose(self, rule: Rule) -> str:
        return owner(rule)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rules for all sites hold here too, so a site's administrators see them; only platform staff change them."""
        return Rule.objects.of(site_of(request)) if request.user.is_active else Rule.objects.none()

    def _may_edit(self, request: HttpRequest, obj: Any) -> bool:
        return request.user.is_superuser or obj is None or obj.pk is None or obj.site_id == site_of(request).pk

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if request.user.is_superuser else self.fields[:-1]

    def save_model(self, request: HttpRequest, obj: Rule, form: Any, change: bool) -> None:
        self.belong(request, obj, form)
        services.save_rule(obj, by=cast(User, request.user))

    def delete_model(self, request: HttpRequest, obj: Rule) -> None:
        services.lift_rule(obj, by=cast(User, request.user))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [path("switch/", view(self.switch_view), name="policies_rule_switch")]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        stops = Rule.objects.of(site_of(request)).switches()
        off = {"platform": stops.filter(site=None).first(), "site": stops.exclude(site=None).first()}
        may = self.has_add_permission(request)
        extra = {"off": off, "may_switch": may, "may_switch_platform": may and request.user.is_superuser}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @method_decorator(require_POST)
    def switch_view(self, request: HttpRequest) -> HttpResponse:
        """`to` is on or off; `where` is site or, for platform staff, platform."""
        everywhere = request.POST.get("where") == "platform"
        if not self.has_add_permission(request) or (everywhere and not request.user.is_superuser):
            raise PermissionDenied
        site = None if everywhere else site_of(request)
        self._switch(request, site)
        return redirect("admin:policies_rule_changelist")

    def _switch(self, request: HttpRequest, site: Site | None) -> None:
        by = cast(User, request.user)
        if request.POST.get("to") == "on":
            services.switch_on(site=site, by=by)
            messages.success(request, _("AI is on again."))
        else:
            services.switch_off(site=site, reason=request.POST.get("reason", "").strip(), by=by)
            messages.success(request, _("AI is off. What is being written stops within a second."))


@admin.register(Privacy)
class PrivacyAdmin(SiteAdmin):
    """One row a site; its list leads to it."""

    fields = ("secret", "email", "phone", "iban", "card", "national_id", "examples", "training")
    radio_fields: ClassVar[dict[str, Any]] = dict.fromkeys(fields[:-2], admin.VERTICAL)
    list_display = ("__str__", *fields)
    actions: ClassVar[Any] = None

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        there = self.get_queryset(request).first()
        if there is not None and self.has_add_permission(request):
            return redirect("admin:policies_privacy_change", there.pk)
        return cast(HttpResponse, super().add_view(request, form_url, extra_context))

    def save_model(self, request: HttpRequest, obj: Privacy, form: Any, change: bool) -> None:
        services.save_privacy(obj, by=cast(User, request.user))
