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
from ai.proposals.exceptions import TargetGone
from ai.writing import panels
from ai.writing.services import cancel_suggestion, suggest
from aicmr.lib.limiting import limited


class Suggestions:
    """Mixed into the admin of drafts."""

    def get_urls(self) -> list[Any]:
        own = [
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
                site=site_of(request), by=cast(User, request.user),
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

    def _job(self, request: HttpRequest, public_id: str) -> Job:
        rows = Job.objects.visible_to(cast(User, request.user), site_of(request))
        job = rows.filter(kind="writing.suggest", public_id=public_id).first()
        if job is None:
            raise Http404("There is no such suggestion.")
        return job
