"""Prompts: a list of all, a page for each with its versions, comparison, test runs. Versions are never changed."""

import json
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, re_path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs.exceptions import JobFailed, SentBefore
from accounts.jobs.models import Job
from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from ai.engine import prompting, promptpages, services, trials
from ai.engine.forms import PromptForm, TrialForm, version_choices
from ai.engine.models import PromptOverride
from aicmr.lib import once
from aicmr.lib.text import whole

PURPOSE = r"^(?P<purpose>[a-z_]+\.[a-z_]+)/"


@admin.register(PromptOverride)
class PromptOverrideAdmin(SiteAdmin):
    actions: ClassVar[Any] = None

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {
            "all": ("editor/edit.css", "writing/writing.css", "engine/engine.css", "engine/prompts.css")
        }

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [
            self._route("", self.prompt_view, "prompt"),
            self._route("compare/", self.compare_view, "compare"),
            self._route("use/", self.use_view, "use"),
            self._route("try/", self.try_view, "try"),
            self._route("trials/(?P<public_id>[-a-zA-Z0-9_]+)/", self.trial_view, "trial"),
        ]
        return [*own, *super().get_urls()]

    def _route(self, rest: str, view: Any, name: str) -> URLPattern:
        return re_path(f"{PURPOSE}{rest}$", self.admin_site.admin_view(view), name=f"engine_promptoverride_{name}")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self._may(request)
        lines = promptpages.lines(site_of(request))
        context = {"title": "Prompts", "crumbs": [("Prompts", "")], "lines": lines, "days": promptpages.COUNTED_DAYS}
        return self._page(request, "engine/prompts.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Prompts come with the program; a version begins on the page of its prompt: `?purpose=writing.title`."""
        self._may(request)
        purpose = request.GET.get("purpose", "")
        if purpose in prompting.files():
            return redirect("admin:engine_promptoverride_prompt", purpose)
        return redirect("admin:engine_promptoverride_changelist")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One version, against what counts now."""
        row = self.get_object(request, object_id)
        if row is None or request.method == "POST" or row.purpose not in prompting.files():
            raise Http404("There is no such page.")
        self._may(request)
        address = reverse("admin:engine_promptoverride_compare", args=[row.purpose])
        return redirect(f"{address}?after={row.version}")

    def prompt_view(self, request: HttpRequest, purpose: str) -> HttpResponse:
        """GET shows the prompt; POST makes a version, in use or as a draft."""
        site, _ = self._asked(request, purpose)
        rows = promptpages.versions(site, purpose)
        context = promptpages.context(site, purpose, rows)
        begun = self._begun(request, rows, context["counts"].source)
        form = PromptForm(request.POST if request.method == "POST" else None, purpose=purpose, initial={"text": begun})
        if request.method == "POST" and form.is_valid() and self._saved(request, purpose, form):
            return redirect("admin:engine_promptoverride_prompt", purpose)
        trial = self._trial_form(request, purpose, rows)
        more = {"title": purpose, "crumbs": self._crumbs(purpose), "form": form, "trial": trial}
        return self._page(request, "engine/prompt.html", context | more)

    @method_decorator(require_safe)
    def compare_view(self, request: HttpRequest, purpose: str) -> HttpResponse:
        site, _ = self._asked(request, purpose)
        rows = promptpages.versions(site, purpose)
        context = promptpages.context(site, purpose, rows)
        current = str(context["current"].version) if context["current"] else trials.SHIPPED
        asked = {"before": request.GET.get("before", current), "after": request.GET.get("after", current)}
        found = {name: self._version(site, purpose, version) for name, version in asked.items()}
        more = {
            "title": f"{purpose}: versions compared",
            "crumbs": self._crumbs(purpose, "Compare"),
            "asked": asked,
            "choices": version_choices(purpose, rows),
            "difference": promptpages.compared(found["before"], found["after"]),
            "is_same": found["before"].source == found["after"].source,
            "trial": self._trial_form(request, purpose, rows, asked),
        }
        return self._page(request, "engine/prompt_compare.html", context | more)

    @method_decorator(require_POST)
    def use_view(self, request: HttpRequest, purpose: str) -> HttpResponse:
        """One click: an older version counts again, as a new one; a draft is taken into use; or the program's text."""
        site, by = self._asked(request, purpose)
        name = request.POST.get("version", "")
        if name == trials.SHIPPED:
            services.use_shipped_prompt(site=site, purpose=purpose, by=by)
            messages.success(request, "The program's own text counts from now on. Your versions are kept.")
            return redirect("admin:engine_promptoverride_prompt", purpose)
        rows = PromptOverride.objects.filter(site=site, purpose=purpose)
        row = rows.filter(version=whole(name)).first()
        if row is None:
            messages.error(request, "There is no such version.")
            return redirect("admin:engine_promptoverride_prompt", purpose)
        try:
            used = services.use_prompt(row, by=by, force=request.POST.get("force", ""))
            messages.success(request, f"Version {used.version} counts from now on.")
        except (services.PromptRefused, services.PromptError) as error:
            messages.error(request, str(error))
        return redirect("admin:engine_promptoverride_prompt", purpose)

    @method_decorator(require_POST)
    def try_view(self, request: HttpRequest, purpose: str) -> HttpResponse:
        site, by = self._asked(request, purpose)
        rows = promptpages.versions(site, purpose)
        form = TrialForm(request.POST, purpose=purpose, site=site, versions=version_choices(purpose, rows))
        if form.is_valid():
            told = form.cleaned_data
            model = int(told["model"]) if told["model"] else None
            try:
                job = services.try_prompts(
                    purpose, form.versions, told["context"], site=site, by=by, model=model, once=once.sent(request)
                )
                return redirect("admin:engine_promptoverride_trial", purpose, job.public_id)
            except SentBefore as error:
                return redirect("admin:engine_promptoverride_trial", purpose, error.job)
        context = promptpages.context(site, purpose, rows)
        edit = PromptForm(purpose=purpose, initial={"text": context["counts"].source})
        more = {"title": purpose, "crumbs": self._crumbs(purpose), "form": edit, "trial": form}
        return self._page(request, "engine/prompt.html", context | more)

    @method_decorator(require_safe)
    def trial_view(self, request: HttpRequest, purpose: str, public_id: str) -> HttpResponse:
        """A test run; htmx asks for the columns alone while it is open."""
        site, _ = self._asked(request, purpose)
        job = Job.objects.filter(site=site, kind="engine.try_prompts", public_id=public_id).first()
        if job is None or job.payload.get("purpose") != purpose:
            raise Http404("There is no such test run.")
        context = {"purpose": purpose, **promptpages.trial(job)}
        if request.headers.get("HX-Request"):
            return render(request, "engine/_trial.html", context)
        told = json.dumps(context["told"], ensure_ascii=False, indent=2)
        more = {"title": f"Test run of {purpose}", "crumbs": self._crumbs(purpose, "Test run"), "told_json": told}
        return self._page(request, "engine/prompt_trial.html", context | more)

    def _crumbs(self, purpose: str, page: str = "") -> list[tuple[str, str]]:
        own = reverse("admin:engine_promptoverride_prompt", args=[purpose]) if page else ""
        crumbs = [("Prompts", reverse("admin:engine_promptoverride_changelist")), (purpose, own)]
        return [*crumbs, (page, "")] if page else crumbs

    def _saved(self, request: HttpRequest, purpose: str, form: PromptForm) -> bool:
        told, use = form.cleaned_data, "draft" not in request.POST
        try:
            saved = services.save_prompt(
                site=site_of(request), purpose=purpose, text=told["text"], by=cast(User, request.user),
                note=told["note"], use=use, force=told["force"],
            )  # fmt: skip
        except services.PromptRefused as error:
            form.add_error("text", str(error))
            return False
        said = "counts from now on" if use else "is kept as a draft; try it, then take it into use"
        messages.success(request, f"Version {saved.version} {said}.")
        return True

    def _begun(self, request: HttpRequest, rows: list[PromptOverride], text: str) -> str:
        """The text that the form begins with: a version's (`?from=3`), else what counts."""
        name = request.GET.get("from", "")
        return next((row.text for row in rows if str(row.version) == name), text)

    def _trial_form(
        self, request: HttpRequest, purpose: str, rows: list[PromptOverride], asked: dict[str, str] | None = None
    ) -> TrialForm:
        typed = json.dumps(promptpages.skeleton(purpose), ensure_ascii=False, indent=2)
        initial = {"version": asked["after"], "against": asked["before"]} if asked else {}
        return TrialForm(
            purpose=purpose, site=site_of(request), versions=version_choices(purpose, rows),
            words=request.GET.get("words", "")[:100], initial={"typed": typed, **initial},
        )  # fmt: skip

    def _version(self, site: Any, purpose: str, name: str) -> Any:
        try:
            return trials.version_named(site, purpose, name)
        except JobFailed:
            raise Http404("There is no such version.") from None

    def _asked(self, request: HttpRequest, purpose: str) -> tuple[Any, User]:
        self._may(request)
        if purpose not in prompting.files():
            raise Http404("There is no such prompt.")
        return site_of(request), cast(User, request.user)

    def _may(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise Http404("There is no such page.")

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, "once": once.field()}
        return render(request, template, shared | context)
