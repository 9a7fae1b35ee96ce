"""The page that says how the AI services are, and lets calls through again to one that was left alone."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.membership import can
from ai.engine import overview
from ai.providers.services import reset_circuit


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    site = site_of(request)
    if not can(cast(User, request.user), site, "providers.view_provider"):
        raise PermissionDenied
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("AI services"),
        "endpoints": overview.endpoints(site),
        "chains": overview.chains(site),
    }
    return render(request, "engine/status.html", context)


@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Only endpoints that this site calls: another site's do not exist here."""
    site, by = site_of(request), cast(User, request.user)
    if not can(by, site, "providers.change_circuit"):
        raise PermissionDenied
    mine = [found.circuit for found in overview.endpoints(site) if found.circuit and found.circuit.pk == pk]
    if not mine or mine[0] is None:
        raise Http404("There is no such endpoint.")
    reset_circuit(mine[0], site=site, by=by)
    messages.success(request, _("Calls are made again from now on."))
    return redirect("admin:engine_run_status")
