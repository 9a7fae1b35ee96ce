"""The log and its deliveries in the admin: to read, and to replay what is dead.

`audit` lies below `sites`, so this admin limits itself to the request's site instead of using SiteAdmin:
site administrators see their own site, platform staff see all.
"""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.admin import TabularInline
from unfold.decorators import display

from accounts.audit.events import all_events
from accounts.audit.models import Delivery, Entry
from accounts.audit.querysets import DeliveryQuerySet
from accounts.audit.services import replay
from accounts.models import User
from aicmr.lib.careful_admin import CarefulAdmin

MOST_COUNTED = 10_000
_COLOURS = {"Pending": "info", "Running": "primary", "Done": "success", "Dead": "danger"}


class TopicFilter(admin.SimpleListFilter):
    title = "topic"
    parameter_name = "topic"
    lookup = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(event.topic, event.topic) for event in all_events()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(Q((self.lookup, self.value()))) if self.value() else queryset


class EntryTopicFilter(TopicFilter):
    lookup = "entry__topic"


class ReadOnly:
    """What the log says is looked at, never edited."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, CarefulAdmin):
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.visible_to(request.user, getattr(request, "site", None))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404("There is no such row in the log of this site.")
        return found


class DeliveryInline(ReadOnly, TabularInline):
    model = Delivery
    hide_title = True
    fields = ("receiver", "state", "attempts", "due_at", "finished_at", "error")
    extra = 0


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "topic", "payload", "actor", "site")
    list_filter = (TopicFilter,)
    list_select_related = ("actor", "site")
    search_fields = ("topic", "public_id")
    fields = ("topic", "payload", "site", "actor", "created_at", "public_id", "personal_values")
    readonly_fields = ("personal_values",)
    inlines = (DeliveryInline,)

    @admin.display(description="personal values")
    def personal_values(self, entry: Entry) -> str:
        detail = getattr(entry, "detail", None)
        return "\n".join(f"{name}: {value}" for name, value in detail.data.items()) if detail else "none"


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("topic", "receiver", "state_label", "attempts", "due_at", "problem")
    list_filter = ("state", EntryTopicFilter)
    list_select_related = ("entry",)
    search_fields = ("receiver", "entry__public_id")
    actions = ("replay_dead",)
    list_before_template = "audit/_dead.html"
    change_form_outer_before_template = "audit/_replay.html"
    fields = ("entry", "receiver", "state", "attempts", "due_at", "lease_until", "holder", "finished_at", "error")

    @admin.display(description="topic", ordering="entry__topic")
    def topic(self, delivery: Delivery) -> str:
        return delivery.entry.topic

    @display(description="state", label=_COLOURS, ordering="state")
    def state_label(self, delivery: Delivery) -> str | SafeString:
        return delivery.get_state_display()

    @admin.display(description="problem")
    def problem(self, delivery: Delivery) -> str:
        return delivery.error[:120]

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("audit.change_delivery")

    def get_urls(self) -> list[URLPattern]:
        views = {"replay/": (self.replay_all_view, "all"), "<int:pk>/replay/": (self.replay_one_view, "one")}
        own = [
            path(address, self.admin_site.admin_view(view), name=f"audit_delivery_replay_{name}")
            for address, (view, name) in views.items()
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows: Any = self.get_queryset(request)
        dead = rows.dead()[:MOST_COUNTED].count() if self.has_replay_permission(request) else 0
        return super().changelist_view(request, {"dead": dead, "most": MOST_COUNTED, **(extra_context or {})})

    @method_decorator(require_POST)
    def replay_all_view(self, request: HttpRequest) -> HttpResponse:
        """Every dead delivery that this person may see."""
        return self._replayed(request, self.get_queryset(request))

    @method_decorator(require_POST)
    def replay_one_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery = get_object_or_404(self.get_queryset(request), pk=pk)
        return self._replayed(request, self.get_queryset(request).filter(pk=delivery.pk))

    def _replayed(self, request: HttpRequest, rows: Any) -> HttpResponse:
        if not self.has_replay_permission(request):
            raise PermissionDenied
        self.replay_dead(request, rows)
        asked = request.POST.get("next", "")
        here = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
        return redirect(asked if here else "admin:audit_delivery_changelist")

    @admin.action(description="Replay dead deliveries", permissions=["replay"])
    def replay_dead(self, request: HttpRequest, queryset: DeliveryQuerySet) -> None:
        count = replay(queryset, by=cast(User, request.user))
        if count:
            self.message_user(request, f"{count} deliveries are on their way again.", messages.SUCCESS)
        else:
            self.message_user(request, "None of the selected deliveries is dead; nothing was replayed.")
