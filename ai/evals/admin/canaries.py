"""Canaries: for each route the model in use and the one that is tried; promote or roll back in one click."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.sites.context import site_of
from ai.evals import canaries
from ai.evals.admin.base import EvalsAdmin
from ai.evals.forms import CanaryForm
from ai.evals.models import Canary
from ai.providers import services
from ai.providers.exceptions import CanaryRefused
from ai.providers.models import Model


@admin.register(Canary)
class CanaryAdmin(EvalsAdmin):
    empty_advice = (
        "A canary gives a small share of a route's requests to another model, to be promoted or rolled back. "
        "There is no route on this site yet: a route says which model answers what."
    )
    empty_link = ("admin:providers_route_changelist", "Routes")
    list_display = ("purpose", "model", "tried", "share", "since", "whose")
    list_select_related = ("model__provider", "canary__provider", "previous")
    search_fields = ("purpose", "model__name")
    ordering = ("purpose", "position", "id")

    @admin.display(description="tried")
    def tried(self, route: Canary) -> str:
        return route.canary.name if route.canary else "–"

    @admin.display(description="share")
    def share(self, route: Canary) -> str:
        return f"{route.canary_share} %" if route.canary else "–"

    @admin.display(description="since")
    def since(self, route: Canary) -> Any:
        return route.canary_since or "–"

    @admin.display(description="for")
    def whose(self, route: Canary) -> str:
        return "all sites" if route.site_id is None else "this site"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The site's routes; platform staff also change those of all sites."""
        mine = Q(site=site_of(request))
        if cast(User, request.user).is_superuser:
            mine |= Q(site=None)
        return Canary.objects.filter(mine).select_related(*self.list_select_related)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        views = {"start": self.start_view, "promote": self.promote_view, "back": self.back_view}
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"evals_canary_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self._page(request, self.shown(request, object_id))

    @method_decorator(require_POST)
    def start_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        route, by = self._found(request, pk)
        form = CanaryForm(request.POST, site=route.site, in_use=route.model_id)
        if not form.is_valid():
            return self._page(request, route, form)
        model = Model.objects.get(pk=form.cleaned_data["model"])
        share = form.cleaned_data["share"]
        said = f"{share} % of the requests go to {model.name} from now on."
        return self._done(request, route, lambda: services.start_canary(route, model, share=share, by=by), said)

    @method_decorator(require_POST)
    def promote_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        route, by = self._found(request, pk)
        force = request.POST.get("force", "")[:500]
        said = "It answers all requests of this route from now on."
        return self._done(request, route, lambda: services.promote_canary(route, by=by, force=force), said)

    @method_decorator(require_POST)
    def back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        route, by = self._found(request, pk)
        said = "As it was before, from now on."
        return self._done(request, route, lambda: services.roll_back_canary(route, by=by), said)

    def _done(self, request: HttpRequest, route: Canary, step: Any, said: str) -> HttpResponse:
        try:
            step()
            messages.success(request, said)
        except CanaryRefused as error:
            messages.error(request, str(error))
        return redirect("admin:evals_canary_change", route.pk)

    def _found(self, request: HttpRequest, pk: int) -> tuple[Canary, User]:
        by = cast(User, request.user)
        route = self.get_queryset(request).filter(pk=pk).first()
        if route is None or not by.has_perm("evals.change_canary"):
            raise Http404("There is no such route.")
        return route, by

    def _page(self, request: HttpRequest, route: Canary, form: CanaryForm | None = None) -> HttpResponse:
        context = {
            "title": f"Canary of {route.purpose}",
            "crumbs": [("Canaries", reverse("admin:evals_canary_changelist")), (route.purpose, "")],
            "form": form or CanaryForm(site=route.site, in_use=route.model_id),
            **canaries.compared(route, site_of(request)),
        }
        return self.page(request, "evals/canary.html", context)
