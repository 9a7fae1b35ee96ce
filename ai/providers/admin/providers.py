"""Providers, with a test and the list of models on offer."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs.models import Job
from accounts.jobs.services import worker_is_missing
from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.platform import PlatformRowsAdmin, owner
from ai.providers import services
from ai.providers.forms import ProviderForm
from ai.providers.models import Provider


@admin.register(Provider)
class ProviderAdmin(PlatformRowsAdmin):
    empty_advice = (
        "Until there is one, the built-in provider answers, which works without a language model. Any server with an "
        "OpenAI-compatible address can be added: its key is encrypted."
    )
    form = ProviderForm
    fields = (
        "name",
        "backend",
        "base_url",
        "key",
        "forget_key",
        ("is_enabled", "runs_here"),
        "at_once",
        "for_platform",
    )
    list_display = ("name", "backend", "base_url", "key_is_stored", "is_enabled", "runs_here", "whose")
    list_filter = ("backend", "is_enabled")
    search_fields = ("name", "base_url")
    change_form_outer_after_template = "providers/provider_below.html"

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("providers/providers.css",)}

    @admin.display(boolean=True, description="key")
    def key_is_stored(self, provider: Provider) -> bool:
        return provider.has_key

    @admin.display(description="for")
    def whose(self, provider: Provider) -> str:
        return owner(provider)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = set() if request.user.is_superuser else {"for_platform"}
        hidden |= set() if obj and obj.has_key else {"forget_key"}
        return [name for name in self.fields if name not in hidden]

    def save_model(self, request: HttpRequest, obj: Provider, form: ProviderForm, change: bool) -> None:
        self.belong(request, obj, form)
        services.save_provider(obj, by=cast(User, request.user), key=form.new_key)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<slug:public_id>/test/", view(self.test_view), name="providers_provider_test"),
            path(
                "<slug:public_id>/test/<slug:job>/", view(self.test_result_view), name="providers_provider_test_result"
            ),
            path("<slug:public_id>/models/", view(self.models_view), name="providers_provider_models"),
            path("<slug:public_id>/models/fetch/", view(self.fetch_view), name="providers_provider_fetch"),
        ]
        return [*own, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        tested = self._test_of(request, request.GET.get("test", ""))
        extra = {"job": tested, "worker_missing": bool(tested and tested.is_open and worker_is_missing())}
        provider = self.get_object(request, object_id)
        extra |= self._offers(request, provider, self._job(request, "list_models", request.GET.get("list", "")))
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    @method_decorator(require_POST)
    def test_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Starts the test in a worker; the page then asks how it goes."""
        provider = self._testable(request, public_id)
        job = services.probe_provider(provider, site=site_of(request), by=cast(User, request.user))
        if request.headers.get("HX-Request"):
            return self._result(request, provider, job)
        return redirect(f"{reverse('admin:providers_provider_change', args=[provider.pk])}?test={job.public_id}")

    @method_decorator(require_safe)
    def test_result_view(self, request: HttpRequest, public_id: str, job: str) -> HttpResponse:
        found = self._test_of(request, job)
        if found is None:
            raise Http404("There is no such test.")
        return self._result(request, self._testable(request, public_id), found)

    def _result(self, request: HttpRequest, provider: Provider, job: Job) -> HttpResponse:
        context = {"original": provider, "job": job, "worker_missing": job.is_open and worker_is_missing()}
        return render(request, "providers/_provider_test.html", context)

    def _testable(self, request: HttpRequest, public_id: str) -> Provider:
        provider = self.get_queryset(request).filter(public_id=public_id).first()
        if provider is None or not self.has_change_permission(request, provider):
            raise Http404("There is no such provider.")
        return cast(Provider, provider)

    def _test_of(self, request: HttpRequest, public_id: str) -> Job | None:
        return self._job(request, "test_provider", public_id)

    def _job(self, request: HttpRequest, kind: str, public_id: str) -> Job | None:
        by = cast(User, request.user)
        jobs = Job.objects.filter(site=site_of(request), kind=f"providers.{kind}", created_by=by)
        return jobs.filter(public_id=public_id).first() if public_id else None

    @method_decorator(require_POST)
    def fetch_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """A worker asks the provider which models it has."""
        provider = self._testable(request, public_id)
        job = services.list_models(provider, site=site_of(request), by=cast(User, request.user))
        return redirect(f"{reverse('admin:providers_provider_change', args=[provider.pk])}?list={job.public_id}#models")

    def models_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """The list of what is on offer; posted names become rows."""
        provider = self._testable(request, public_id)
        if request.method != "POST":
            return render(request, "providers/_offers.html", {"original": provider} | self._offers(request, provider))
        by = cast(User, request.user)
        count = services.add_models(provider, request.POST.getlist("name")[:200], by=by)
        messages.success(request, _("%(count)s added. Enter prices and routes for them.") % {"count": count})
        return redirect(f"{reverse('admin:providers_provider_change', args=[provider.pk])}#models")

    def _offers(self, request: HttpRequest, provider: Provider, job: Job | None = None) -> dict[str, Any]:
        known = set(provider.offers.values_list("name", flat=True))
        offers = [{**offer, "is_known": offer["name"] in known} for offer in provider.offered]
        return {"offers": offers, "list_job": job, "list_worker_missing": bool(job and worker_is_missing())}
