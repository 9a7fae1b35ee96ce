"""Suggestions for one field: ask, look, cancel. Fragments for the edit page."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs.models import Job
from accounts.models import User
from accounts.sites.context import site_of
from ai.engine.services import NotAllowed
from ai.proposals import showing
from ai.proposals.exceptions import ProposalError, TargetGone
from ai.writing import panels
from ai.writing.services import cancel_suggestion, pick, suggest
from aicmr.lib.limiting import limited

MOST_CHARS = 500


class Suggestions:
    """Mixed into the admin of drafts."""

    def get_urls(self) -> list[Any]:
        own = [
            self.route("earlier/", self.earlier_view, "earlier"),  # type: ignore[attr-defined]
            self.route("pick/", self.pick_view, "pick"),  # type: ignore[attr-defined]
            self.route("suggest/", self.suggest_view, "suggest"),  # type: ignore[attr-defined]
            self.route("suggestion/<slug:public_id>/", self.suggestion_view, "suggestion"),  # type: ignore[attr-defined]
            self.route("suggestion/<slug:public_id>/cancel/", self.stop_view, "stop"),  # type: ignore[attr-defined]
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    @limited("ai", site_rule="ai_site")
    @method_decorator(require_POST)
    def suggest_view(self, request: HttpRequest) -> HttpResponse:
        told = request.POST
        try:
            job = suggest(
                kind=told.get("_kind", ""), object_id=int(told.get("_object") or 0), field=told.get("_field", ""),
                site=site_of(request), by=cast(User, request.user), improves=told.get("_mode") == "improve",
                instruction=" ".join(told.get(f"_steer_{told.get('_field', '')}", "").split())[:MOST_CHARS],
            )  # fmt: skip
        except (TargetGone, LookupError, ValueError):
            raise Http404("There is no such text.") from None
        except NotAllowed as error:
            return render(request, "writing/_suggestion.html", {"error": str(error)})
        return render(request, "writing/_suggestion.html", panels.suggestion(job))

    @method_decorator(require_safe)
    def suggestion_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """204 while it is the same; `text=1` asks for the text so far, where it cannot be streamed."""
        job = self._job(request, public_id)
        if job.is_open and not request.GET.get("text"):
            return HttpResponse(status=204)
        return render(request, "writing/_suggestion.html", panels.suggestion(job))

    @method_decorator(require_POST)
    def stop_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        job = self._job(request, public_id)
        cancel_suggestion(job, by=cast(User, request.user))
        job.refresh_from_db()
        return render(request, "writing/_suggestion.html", panels.suggestion(job))

    @method_decorator(require_safe)
    def earlier_view(self, request: HttpRequest) -> HttpResponse:
        """What was suggested for a field before; `before` goes back further."""
        told = request.GET
        try:
            shown = panels.history(
                kind=told.get("_kind", ""), object_id=int(told.get("_object") or 0), field=told.get("_field", ""),
                site=site_of(request), by=cast(User, request.user), before=told.get("before", ""),
            )  # fmt: skip
        except (TargetGone, LookupError, ValueError):
            raise Http404("There is no such text.") from None
        return render(request, "writing/_history.html", shown)

    @method_decorator(require_POST)
    def pick_view(self, request: HttpRequest) -> HttpResponse:
        """Takes an earlier suggestion: its text goes into the draft, and to the open form."""
        by = cast(User, request.user)
        row = showing.found(request.POST.get("_proposal", ""), by=by, site=site_of(request))
        number = request.POST.get("_number", "")
        try:
            made, version = pick(row, number=int(number) if number.isdecimal() and len(number) < 3 else -1, by=by)
        except ProposalError as error:
            return render(request, "writing/_suggestion.html", {"error": error.message})
        made.refresh_from_db()
        response = render(request, "writing/_suggestion.html", showing.context(made) | {"told": "Accepted."})
        showing.hand_over(response, made, version)
        return response

    def _job(self, request: HttpRequest, public_id: str) -> Job:
        rows = Job.objects.visible_to(cast(User, request.user), site_of(request))
        job = rows.filter(kind="writing.suggest", public_id=public_id).first()
        if job is None:
            raise Http404("There is no such suggestion.")
        return job
