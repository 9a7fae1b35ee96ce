"""Providers with a test button, their models with prices, and routes."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs.models import Job
from accounts.jobs.services import worker_is_missing
from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.platform import PlatformForm, PlatformRowsAdmin, owner
from accounts.sites.scoping import SiteTabularInline
from ai.providers import services
from ai.providers.forms import PriceForm, ProviderForm
from ai.providers.models import Model, Price, Provider, Route


@admin.register(Provider)
class ProviderAdmin(PlatformRowsAdmin):
    form = ProviderForm
    fields = ("name", "backend", "base_url", "key", "forget_key", "is_enabled", "for_platform")
    list_display = ("name", "backend", "base_url", "key_is_stored", "is_enabled", "whose")
    list_filter = ("backend", "is_enabled")
    search_fields = ("name", "base_url")
    change_form_outer_after_template = "providers/provider_test.html"

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
        ]
        return [*own, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        tested = self._test_of(request, request.GET.get("test", ""))
        extra = {"job": tested, "worker_missing": bool(tested and tested.is_open and worker_is_missing())}
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
        by = cast(User, request.user)
        jobs = Job.objects.filter(site=site_of(request), kind="providers.test_provider", created_by=by)
        return jobs.filter(public_id=public_id).first() if public_id else None


class PriceInline(SiteTabularInline):
    model = Price
    form = PriceForm
    fields = ("valid_from", "price_in", "price_out", "currency")
    extra = 0
    verbose_name_plural = "prices: the newest whose day has come counts"


@admin.register(Model)
class ModelAdmin(PlatformRowsAdmin):
    site_lookup = "provider__site"
    fields = (
        ("provider", "name"),
        ("context_tokens", "max_output_tokens"),
        ("can_stream", "can_json", "can_see"),
        "state",
    )
    list_display = ("name", "provider", "state", "max_output_tokens")
    list_filter = ("state", "provider")
    list_select_related = ("provider",)
    search_fields = ("name", "provider__name")
    inlines: ClassVar[Any] = [PriceInline]

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        if db_field.name == "provider" and request.user.is_superuser:
            return Provider.objects.filter(self.mine_or_everybodys(request, "site"))
        return super().get_field_queryset(db, db_field, request)


class RouteForm(PlatformForm):
    class Meta:
        model = Route
        fields = ("purpose", "position", "model")


@admin.register(Route)
class RouteAdmin(PlatformRowsAdmin):
    form = RouteForm
    fields = ("purpose", "position", "model", "for_platform")
    list_display = ("purpose", "position", "model", "provider", "whose")
    list_display_links = ("purpose", "position")
    list_select_related = ("model__provider",)
    search_fields = ("purpose", "model__name")

    @admin.display(ordering="model__provider__name")
    def provider(self, route: Route) -> str:
        return route.model.provider.name

    @admin.display(description="for")
    def whose(self, route: Route) -> str:
        return owner(route)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if request.user.is_superuser else self.fields[:-1]

    def save_model(self, request: HttpRequest, obj: Route, form: Any, change: bool) -> None:
        self.belong(request, obj, form)
        super().save_model(request, obj, form, change)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A site may route to models of its own and of the platform."""
        if db_field.name == "model":
            usable = Q(provider__site=site_of(request)) | Q(provider__site=None)
            kwargs["queryset"] = Model.objects.filter(usable).select_related("provider")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
