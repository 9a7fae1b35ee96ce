"""The list of drafts, the form for a brief, and the draft as it is written."""

from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs.exceptions import SentBefore
from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.models import Site
from accounts.sites.scoping import SiteAdmin
from ai.engine.services import NotAllowed
from ai.proposals.exceptions import TargetGone
from ai.writing import panels
from ai.writing.admin.suggestions import Suggestions
from ai.writing.forms import BriefForm, OutlineForm
from ai.writing.models import Draft
from ai.writing.services import cancel_draft, decide_all, retry_draft, save_outline, start_draft, write_outline
from aicmr.lib import once
from aicmr.lib.limiting import limited


class DraftAdmin(Suggestions, SiteAdmin):
    empty_advice = (
        "Say in a brief what an article has to tell and give its sources. The worker writes a draft with the source "
        "of each sentence; nothing goes into the article before you accept it."
    )
    list_display = ("topic", "state_badge", "created_by", "created_at")
    list_filter = ("state", "created_at")
    list_select_related = ("brief", "created_by")
    search_fields = ("brief__topic", "title", "public_id")
    ordering = ("-id",)
    actions: ClassVar[Any] = None

    class Media:
        css = {"all": ["admin_site/lists.css", "editor/edit.css", "editor/prose.css", "writing/writing.css"]}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return super().get_queryset(request).defer("base", "body", "notes")

    def topic(self, row: Draft) -> str:
        return str(row)

    def state_badge(self, row: Draft) -> SafeString:
        return format_html('<span class="draft-state" data-state="{}">{}</span>', row.state, row.get_state_display())

    state_badge.short_description = "state"  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        views = {
            "live": self.live_view,
            "outline": self.outline_view,
            "cancel": self.cancel_view,
            "retry": self.retry_view,
            "accept": self.accept_view,
            "reject": self.reject_view,
        }
        own = [self.route(f"<slug:public_id>/{name}/", view, name) for name, view in views.items()]
        return [self.route("cost/", self.cost_view, "cost"), *own, *super().get_urls()]

    def route(self, address: str, view: Any, name: str) -> URLPattern:
        return path(address, self.admin_site.admin_view(view), name=f"writing_draft_{name}")

    @limited("ai", site_rule="ai_site")
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form of a brief; the draft is then written on the edit page of its article."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        user, site = cast(User, request.user), site_of(request)
        data = request.POST if request.method == "POST" else None
        first = panels.initial(request.GET.get("article"), user, site)
        form = BriefForm(data, request.FILES or None, site=site, user=user, initial=first)
        if data is not None and form.is_valid():
            try:
                return self._started(form, site, user, once.sent(request))
            except SentBefore as error:
                return self._shown(Draft.objects.get(job__public_id=error.job, site=site))
            except (NotAllowed, TargetGone) as error:
                form.add_error(None, str(error))
        context = {"title": "Draft from a brief", "form": form, "once": once.field()}
        return self._page(request, "writing/brief.html", context)

    def _started(self, form: BriefForm, site: Site, user: User, sent: str) -> HttpResponse:
        told = form.cleaned_data
        draft = start_draft(
            form.brief(), site=site, by=user, material=form.material(), object_id=told["article"],
            asks_outline=told["sees_outline"], once=sent,
        )  # fmt: skip
        return self._shown(draft)

    def _shown(self, draft: Draft) -> HttpResponse:
        """The article where it is written, or the draft's own page where its outline will be shown."""
        return (
            redirect("admin:writing_draft_change", draft.pk) if draft.asks_outline else redirect(panels.edit_url(draft))
        )

    @method_decorator(require_POST)
    def cost_view(self, request: HttpRequest) -> HttpResponse:
        """What a draft from the brief in the form would cost."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        site = site_of(request)
        form = BriefForm(request.POST, site=site, user=cast(User, request.user))
        return render(
            request, "writing/_cost.html", panels.cost(form.brief(), form.material(), site) if form.is_valid() else {}
        )

    @method_decorator(require_POST)
    def outline_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Stores the outline with what was pressed, and goes on writing if that was it."""
        draft, user = self._found(request, public_id), cast(User, request.user)
        form = OutlineForm(request.POST, draft)
        if save_outline(draft, by=user, title=form.title, parts=form.parts()) and form.goes_on:
            write_outline(draft, by=user)
        return self._answer(request, public_id)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        draft = self._found(request, row.public_id)
        return self._page(request, "writing/draft.html", {"title": str(draft), **panels.context(draft, whole=True)})

    @method_decorator(require_safe)
    def live_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """The panel if it shows something else by now, else 204."""
        draft = self._found(request, public_id)
        if request.GET.get("seen") == panels.token(draft, with_text=bool(request.GET.get("text"))):
            return HttpResponse(status=204)
        return self._panel(request, draft)

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        cancel_draft(self._found(request, public_id), by=cast(User, request.user))
        return self._answer(request, public_id)

    @limited("ai", site_rule="ai_site")
    @method_decorator(require_POST)
    def retry_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        retry_draft(self._found(request, public_id), by=cast(User, request.user))
        return self._answer(request, public_id)

    @method_decorator(require_POST)
    def accept_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self._decide_all(request, public_id, accepts=True)

    @method_decorator(require_POST)
    def reject_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self._decide_all(request, public_id, accepts=False)

    def _decide_all(self, request: HttpRequest, public_id: str, *, accepts: bool) -> HttpResponse:
        """Everything of the draft that waits; then the page is shown anew, since its form has to change with it."""
        draft = self._found(request, public_id)
        result = decide_all(draft, by=cast(User, request.user), accepts=accepts)
        for problem in result.problems:
            messages.error(request, problem)
        if result.done:
            messages.success(request, f"{'Accepted' if accepts else 'Rejected'}: {result.done}.")
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return redirect(panels.edit_url(draft))

    def _answer(self, request: HttpRequest, public_id: str) -> HttpResponse:
        draft = self._found(request, public_id)
        if request.headers.get("HX-Request"):
            return self._panel(request, draft)
        return redirect("admin:writing_draft_change", draft.pk)

    def _panel(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        return render(request, "writing/_draft.html", panels.context(draft, whole=bool(request.GET.get("page"))))

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return render(request, template, shared | context)

    def _found(self, request: HttpRequest, public_id: str) -> Draft:
        rows = Draft.objects.visible_to(cast(User, request.user), site_of(request)).for_page()
        draft = rows.filter(public_id=public_id).first()
        if draft is None:
            raise Http404("There is no draft with this number.")
        return draft
