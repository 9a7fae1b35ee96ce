"""Ask for a review, look, stop, go on, decide. The answers are the panel; the list is for looking back."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from ai.proposals import showing
from ai.proposals.exceptions import TargetGone
from ai.proposals.querysets import editable
from ai.review import panels
from ai.review import services as reviews
from ai.review.exceptions import ReviewRefused
from ai.review.models import Note, Review
from aicmr.lib.limiting import limited


@admin.register(Review)
class ReviewAdmin(SiteAdmin):
    empty_advice = "“Review this page” stands beside the text of every article. Its notes are kept here."
    empty_link = ("admin:articles_article_changelist", "Articles")
    list_display = ("__str__", "created_by", "created_at", "used_model", "is_done")
    list_filter = ("used_model", "is_done", "created_at")
    list_select_related = ("created_by", "site")
    ordering = ("-id",)
    actions: ClassVar[Any] = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        views = {
            "live": self.live_view,
            "cancel": self.cancel_view,
            "resume": self.resume_view,
            "decide": self.decide_view,
            "all": self.all_view,
        }
        own = [self.route(f"<slug:public_id>/{name}/", view, name) for name, view in views.items()]
        return [
            self.route("ask/", self.ask_view, "ask"),
            self.route("cost/", self.cost_view, "cost"),
            *own,
            *super().get_urls(),
        ]

    def route(self, address: str, view: Any, name: str) -> URLPattern:
        return path(address, self.admin_site.admin_view(view), name=f"review_review_{name}")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A review stands beside its text."""
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request, row) or request.method == "POST":
            raise Http404("There is no such page.")
        return redirect(f"{showing.content_url(row)}#card-review")

    @limited("ai", site_rule="ai_site")
    @method_decorator(require_POST)
    def ask_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("review.add_review"):
            raise PermissionDenied
        try:
            number = int(request.POST.get("_object") or 0)
            made = reviews.start_review(
                kind=request.POST.get("_kind", ""), object_id=number, site=site_of(request), by=self._person(request)
            )
        except (TargetGone, LookupError, ValueError):
            raise Http404("There is no such text.") from None
        except ReviewRefused as error:
            return render(request, "review/_problem.html", {"problem": error.message})
        return self._panel(request, made.public_id)

    @method_decorator(require_safe)
    def cost_view(self, request: HttpRequest) -> HttpResponse:
        kind, name = request.GET.get("_kind", ""), request.GET.get("_object", "")
        try:
            rows = editable(kind, self._person(request), site_of(request)).select_related("site")
        except LookupError:
            raise Http404("There is no such text.") from None
        obj = rows.filter(pk=int(name)).first() if name.isdecimal() and len(name) < 19 else None
        if obj is None:
            raise Http404("There is no such text.")
        return render(request, "review/_cost.html", panels.cost(kind, obj, by=self._person(request)))

    @method_decorator(require_safe)
    def live_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """The panel if it shows something else by now, else 204."""
        if request.GET.get("seen") == panels.token(self._found(request, public_id)):
            return HttpResponse(status=204)
        return self._panel(request, public_id)

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        reviews.cancel_review(self._found(request, public_id), by=self._person(request))
        return self._panel(request, public_id)

    @limited("ai", site_rule="ai_site")
    @method_decorator(require_POST)
    def resume_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        reviews.resume_review(self._found(request, public_id), by=self._person(request))
        return self._panel(request, public_id)

    @method_decorator(require_POST)
    def decide_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """`_do`: propose, dismiss (with `_why_<note>`) or reopen, for the note `_note`."""
        row, by = self._found(request, public_id), self._person(request)
        note = self._note(row, request.POST.get("_note", ""))
        do, told, problem = request.POST.get("_do"), "", ""
        try:
            if do == "propose":
                problem = " ".join(reviews.propose_note(note, by=by).problems)
                told = "" if problem else "It waits below for your decision. The text is as it was."
            elif do == "dismiss":
                reviews.dismiss_note(note, reason=request.POST.get(f"_why_{note.public_id}", ""), by=by)
            elif do == "reopen":
                reviews.reopen_note(note, by=by)
        except (ReviewRefused, TargetGone) as error:
            problem = getattr(error, "message", str(error))
        return self._panel(request, public_id, told=told, problem=problem)

    @method_decorator(require_POST)
    def all_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Proposals of all notes that have other words."""
        row = self._found(request, public_id)
        try:
            made = reviews.propose_all(row, by=self._person(request))
        except TargetGone as error:
            return self._panel(request, public_id, problem=str(error))
        count = len(made.proposals)
        told = f"{count} {'proposal waits' if count == 1 else 'proposals wait'} below. The text is as it was."
        return self._panel(request, public_id, told=told, problem=" ".join(dict.fromkeys(made.problems)))

    def _panel(self, request: HttpRequest, public_id: str, **more: Any) -> HttpResponse:
        return render(request, "review/_panel.html", panels.context(self._found(request, public_id)) | more)

    def _found(self, request: HttpRequest, public_id: str) -> Review:
        rows = Review.objects.visible_to(self._person(request), site_of(request)).for_page()
        row = rows.filter(public_id=public_id).first()
        if row is None:
            raise Http404("There is no such review.")
        return row

    def _note(self, row: Review, public_id: str) -> Note:
        note = row.notes.filter(public_id=public_id).select_related("review__site", "run").first()
        if note is None:
            raise Http404("There is no such note.")
        return note

    def _person(self, request: HttpRequest) -> User:
        return cast(User, request.user)
