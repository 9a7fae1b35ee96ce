"""Models with their prices, and routes."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.sites.context import site_of
from accounts.sites.platform import PlatformForm, PlatformRowsAdmin, owner
from accounts.sites.scoping import SiteTabularInline
from ai.providers.forms import PriceForm
from ai.providers.models import Model, Price, Provider, Route


class PriceInline(SiteTabularInline):
    model = Price
    form = PriceForm
    fields = ("valid_from", "price_in", "price_out", "currency")
    extra = 0
    verbose_name_plural = "prices: the newest whose day has come counts"


@admin.register(Model)
class ModelAdmin(PlatformRowsAdmin):
    empty_advice = "Models come with a provider: add one, fetch the list of what it offers, and choose."
    empty_link = ("admin:providers_provider_changelist", "Providers")
    site_lookup = "provider__site"
    fields = (
        ("provider", "name"),
        ("context_tokens", "max_output_tokens"),
        ("can_stream", "can_json", "can_schema"),
        ("can_see", "can_embed"),
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
    empty_advice = (
        "A route says which model answers what, and who is asked when it fails. Without one the built-in provider "
        "answers everything."
    )
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
