"""Ask, look, stop, ask again, decide. All answers are the panel."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from ai.engine.services import NotAllowed
from ai.proposals import showing
from ai.proposals.exceptions import ProposalError, TargetGone
from ai.proposals.services import rebase, reject
from ai.rewriting import panels
from ai.rewriting import services as rewriting
from ai.rewriting.exceptions import NothingToRewrite
from ai.rewriting.forms import WishForm
from ai.rewriting.models import Passage, Rewrite
from aicmr.lib.limiting import limited


class RewriteAdmin(SiteAdmin):
    empty_advice = (
        "Choose a passage in the editor of an article and press Ctrl+J (⌘J on a Mac) to have it rewritten, shortened, "
        "translated … What was asked for is listed here."
    )
    empty_link = ("admin:articles_article_changelist", "Articles")
    list_display = ("what_label", "instruction", "created_by", "created_at")
    list_filter = ("action", "created_at")
    list_select_related = ("created_by",)
    ordering = ("-id",)
    actions: ClassVar[Any] = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def what_label(self, row: Rewrite) -> str:
        return panels.heading(row)

    what_label.short_description = "action"  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        views = {
            "live": self.live_view,
            "cancel": self.cancel_view,
            "again": self.again_view,
            "decide": self.decide_view,
            "all": self.all_view,
        }
        own = [self.route(f"<slug:public_id>/{name}/", view, name) for name, view in views.items()]
        return [self.route("ask/", self.ask_view, "ask"), *own, *super().get_urls()]

    def route(self, address: str, view: Any, name: str) -> URLPattern:
        return path(address, self.admin_site.admin_view(view), name=f"rewriting_rewrite_{name}")

    @limited("ai", site_rule="ai_site")
    @method_decorator(require_POST)
    def ask_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("rewriting.add_rewrite"):
            raise PermissionDenied
        form = WishForm(request.POST)
        if not form.is_valid():
            return self._problem(request, form.problem)
        told = form.cleaned_data
        try:
            made = rewriting.ask(
                kind=told["_kind"], object_id=told["_object"], blocks=form.blocks, wish=form.wish(),
                site=site_of(request), by=cast(User, request.user),
            )  # fmt: skip
        except (TargetGone, LookupError):
            raise Http404("There is no such text.") from None
        except (NotAllowed, NothingToRewrite) as error:
            return self._problem(request, error.message)
        return self._panel(request, made.public_id)

    @method_decorator(require_safe)
    def live_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """The panel if it shows something else by now, else 204."""
        row = self._found(request, public_id)
        if request.GET.get("seen") == panels.token(row):
            return HttpResponse(status=204)
        return self._panel(request, public_id)

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        rewriting.cancel(self._found(request, public_id), by=cast(User, request.user))
        return self._panel(request, public_id)

    @limited("ai", site_rule="ai_site")
    @method_decorator(require_POST)
    def again_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        passage = self._passage(request, self._found(request, public_id))
        told = request.POST.get(f"_instruction_{passage.position}", "")
        instruction = " ".join(told.split())[:500]
        try:
            rewriting.ask_again(passage, instruction=instruction, by=cast(User, request.user))
        except (TargetGone, NotAllowed) as error:
            return self._problem(request, error.message)
        return self._panel(request, public_id)

    @method_decorator(require_POST)
    def decide_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """`_do`: replace, insert, discard or rebase, for the passage `_passage`."""
        passage = self._passage(request, self._found(request, public_id))
        by, proposal = cast(User, request.user), passage.proposal
        number = request.POST.get(f"_option_{passage.position}", "")
        option = int(number) if number.isdecimal() and len(number) < 3 else None
        if proposal is None:
            return self._panel(request, public_id, problem=rewriting.OVER)
        acts: dict[str, Callable[[], Any]] = {
            "replace": lambda: rewriting.replace(proposal, option=option, by=by),
            "insert": lambda: rewriting.insert_below(proposal, option=option, by=by),
            "discard": lambda: reject(proposal, by=by),
            "rebase": lambda: rebase(proposal, by=by),
        }
        act = acts.get(request.POST.get("_do", ""))
        return self._act(request, public_id, act, proposal) if act else self._panel(request, public_id)

    @method_decorator(require_POST)
    def all_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """`_do`: replace or discard, for every passage that waits."""
        row, by = self._found(request, public_id), cast(User, request.user)
        act = rewriting.discard_all if request.POST.get("_do") == "discard" else rewriting.replace_all
        done = act(row, by=by)
        last = next((p.proposal for p in row.passages.all() if p.proposal), None)
        response = self._panel(request, public_id, problem=" ".join(dict.fromkeys(done.problems)))
        if done.done and last is not None and act is rewriting.replace_all:
            showing.hand_over(response, last, panels.version(row))
        return response

    def _act(self, request: HttpRequest, public_id: str, act: Callable[[], Any], proposal: Any) -> HttpResponse:
        try:
            version = act()
        except ProposalError as error:
            return self._panel(request, public_id, problem=error.message)
        response = self._panel(request, public_id)
        if isinstance(version, int):
            showing.hand_over(response, proposal, version)
        return response

    def _panel(self, request: HttpRequest, public_id: str, **more: Any) -> HttpResponse:
        row = self._found(request, public_id)
        return render(request, "rewriting/_panel.html", panels.context(row) | more)

    def _problem(self, request: HttpRequest, message: str) -> HttpResponse:
        return render(request, "rewriting/_problem.html", {"problem": message})

    def _found(self, request: HttpRequest, public_id: str) -> Rewrite:
        rows = Rewrite.objects.visible_to(cast(User, request.user), site_of(request)).for_page()
        row = rows.filter(public_id=public_id).first()
        if row is None:
            raise Http404("There is no such request.")
        return row

    def _passage(self, request: HttpRequest, row: Rewrite) -> Passage:
        number = request.POST.get("_passage", "")
        passage = next((p for p in row.passages.all() if str(p.position) == number), None)
        if passage is None:
            raise Http404("There is no such passage.")
        return passage
