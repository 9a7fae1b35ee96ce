"""The admin as a whole: its security policy, the side bar, the switcher between sites, the start page.

It names rooms by label only, so that a house that is not there leaves no hole.
"""

import time
from collections.abc import Callable
from typing import Any

from csp.constants import NONCE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from js_asset import Media
from unfold.sites import UnfoldAdminSite

from accounts.sites.context import site_of
from accounts.sites.membership import works_on
from accounts.sites.models import Domain
from accounts.sites.roles import Role
from aicmr.navigation import GROUPS, HIDDEN, ICONS

_CDN = [settings.CDN_URL] if settings.CDN_URL else []
# The theme's Alpine evaluates attributes, and select2 writes style attributes; scripts and style sheets are strict.
POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE, UNSAFE_EVAL, *_CDN],
    "style-src": [SELF, NONCE, *_CDN],
    "style-src-attr": [UNSAFE_INLINE],
    "font-src": [SELF, *_CDN],
    "img-src": [SELF, "data:", "blob:", *_CDN],
    "object-src": ["'none'"],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
ROWS = 6
View = Callable[..., HttpResponseBase]


class AdminSite(UnfoldAdminSite):
    index_title = "Start"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and works_on(request.user, site_of(request)))

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        guarded = super().admin_view(view, cacheable)

        def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = guarded(request, *args, **kwargs)
            response._csp_config = POLICY
            _carry_nonce(request, response)
            return response

        strict.__dict__.update(getattr(guarded, "__dict__", {}))
        return strict

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        return _Autocomplete.as_view(admin_site=self)(request)

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The lists whose name holds `?s=`. The theme's own would keep a person's answer of one site for the others."""
        started, term = time.monotonic(), request.GET.get("s", "").strip().lower()
        pages = Paginator(self._search_apps(self.get_app_list(request), term) if term else [], ROWS)
        page = pages.get_page(request.GET.get("page"))
        context = {"page_obj": pages, "results": page, "page_counter": max(0, page.start_index() - 1)}
        context["execution_time"] = time.monotonic() - started
        return TemplateResponse(request, "unfold/helpers/command_results.html", context)


class _Autocomplete(AutocompleteJsonView):
    def process_request(self, request: HttpRequest) -> Any:
        """Only what a form holds can be completed: a relation seen from its other end is none."""
        found = super().process_request(request)
        if not found[2].concrete:
            raise PermissionDenied
        return found


def _carry_nonce(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the scripts, styles and import map of forms the nonce of this response."""
    context = getattr(response, "context_data", None)
    if context and isinstance(context.get("media"), forms.Media):
        context["media"] = Media.from_media(context["media"], nonce=getattr(request, "csp_nonce", ""))


def site_name(request: HttpRequest) -> str:
    return site_of(request).name


def site_switcher(request: HttpRequest) -> list[dict[str, Any]]:
    """Links to the admin of the other sites that this person works on: a site is its host, never a session value."""
    if not request.user.is_authenticated:
        return []
    domains = Domain.objects.filter(is_primary=True, site__is_active=True).select_related("site").order_by("site__name")
    if not request.user.is_superuser:
        working = request.user.memberships.exclude(role=Role.VIEWER)
        domains = domains.filter(site__in=working.values("site"))
    port = f":{request.get_port()}" if request.get_port() not in ("80", "443") else ""
    others = domains.exclude(site=site_of(request))[:20]
    return [
        {"title": other.site.name, "link": f"{request.scheme}://{other.host}{port}/admin/", "icon": "swap_horiz"}
        for other in others
    ]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of links to the lists that this person may see."""
    seen = {
        model._meta.label_lower: model_admin
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_module_permission(request) and model_admin.has_view_permission(request)
    }
    groups = [
        {"title": title, "items": [_item(seen[label], name, icon) for label, name, icon in lines if label in seen]}
        for title, lines in GROUPS
    ]
    named = {label for _, lines in GROUPS for label, _, _ in lines} | HIDDEN
    rest = [
        _item(model_admin, str(model_admin.opts.verbose_name_plural).capitalize(), ICONS.get(label, "settings"))
        for label, model_admin in sorted(seen.items())
        if label not in named
    ]
    home = {"items": [{"title": "Start", "icon": "home", "link": reverse("admin:index")}]}
    return [home, *[group for group in [*groups, {"title": "Settings", "items": rest}] if group["items"]]]


def _item(model_admin: "admin.ModelAdmin[Any]", title: str, icon: str) -> dict[str, Any]:
    opts = model_admin.opts
    return {"title": title, "icon": icon, "link": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")}


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The start page: what waits, what comes, what went out, what is running. One query each."""
    panels = [_drafts(request), _scheduled(request), _published(request), _jobs(request)]
    return context | {"panels": [panel for panel in panels if panel is not None]}


def _rows(label: str, request: HttpRequest) -> QuerySet[Any] | None:
    """The rows that this person's admin list of the model would show; None without the model or the right."""
    model: type[Model] | None = apps.get_model(label) if apps.is_installed(_app(label)) else None
    model_admin = admin.site._registry.get(model) if model else None
    if model_admin is None or not model_admin.has_view_permission(request):
        return None
    return model_admin.get_queryset(request)


def _app(label: str) -> str:
    names = {config.label: config.name for config in apps.get_app_configs()}
    return names.get(label.split(".")[0], label)


def _panel(title: str, icon: str, rows: QuerySet[Any] | None, empty: str, **more: Any) -> dict[str, Any] | None:
    if rows is None:
        return None
    opts = rows.model._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return {
        "title": title,
        "icon": icon,
        "rows": rows[:ROWS],
        "empty": empty,
        "url": url,
        "kind": opts.model_name,
        **more,
    }


def _drafts(request: HttpRequest) -> dict[str, Any] | None:
    rows = _rows("articles.article", request)
    if rows is not None:
        rows = (
            rows.filter(state="draft", trashed_at__isnull=True)
            .select_related("updated_by")
            .order_by("-updated_at", "-id")
        )
    return _panel("Drafts waiting", "edit_note", rows, "No draft is waiting.", query="?state__exact=draft")


def _scheduled(request: HttpRequest) -> dict[str, Any] | None:
    rows = _rows("articles.article", request)
    if rows is not None:
        due = apps.get_model("publishing.Schedule").objects.filter(
            kind="article", object_id=OuterRef("pk"), state="waiting"
        )
        rows = rows.filter(state="scheduled", trashed_at__isnull=True)
        rows = rows.annotate(due_at=Subquery(due.order_by("due_at").values("due_at")[:1])).order_by("due_at", "id")
    return _panel("Scheduled", "event", rows, "Nothing is scheduled.", query="?state__exact=scheduled")


def _published(request: HttpRequest) -> dict[str, Any] | None:
    rows = _rows("publishing.livepage", request)
    if rows is not None:
        rows = rows.defer("body", "head").order_by("-published_at", "-id")
    return _panel("Recently published", "public", rows, "Nothing has been published yet.")


def _jobs(request: HttpRequest) -> dict[str, Any] | None:
    rows = _rows("jobs.job", request)
    if rows is not None:
        rows = rows.filter(state__in=("queued", "running")).order_by("-id")
    return _panel("Running jobs", "manufacturing", rows, "No job is running.")
