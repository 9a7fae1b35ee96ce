"""The edit page: one form, saved as a whole or by autosave, with the commands of its buttons."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.sites.context import site_of
from aicmr.lib.paste import to_html
from content.articles.admin import saving
from content.articles.admin.asking import person
from content.articles.admin.page import conflict_context, edit_context, saved_answer
from content.articles.forms import TextForm
from content.publishing.exceptions import DraftGone


class Editing:
    """Mixed into the admins of articles and pages; the row is written by services, never by Django's form views."""

    edit_form: type[TextForm]
    opts: Any
    model: Any
    admin_site: Any

    def get_urls(self) -> list[Any]:
        own = [
            self.route("paste/", self.paste_view, "paste"),
            self.route("<int:object_id>/autosave/", self.autosave_view, "autosave"),
            self.route("<int:object_id>/copy/", self.copy_view, "copy"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def route(self, address: str, view: Any, name: str) -> Any:
        full = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(address, self.admin_site.admin_view(view), name=full)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def found(self, request: HttpRequest, object_id: Any) -> Any:
        """The row, if this person may edit it; one of another site or another creator does not exist."""
        obj = self.get_object(request, unquote(str(object_id)))  # type: ignore[attr-defined]
        if not self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            raise PermissionDenied
        obj.site = site_of(request)
        return obj

    def form_for(self, request: HttpRequest, obj: Any, data: Any = None) -> TextForm:
        return self.edit_form(data, instance=obj, site=site_of(request), user=person(request))

    def render(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = self.admin_site.each_context(request) | {"opts": self.opts, "model_admin": self}
        return TemplateResponse(request, template, shared | context, status=status)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A row is there before a word is typed, so that nothing typed is ever without one."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        if request.method == "POST":
            obj = saving.start(
                self.model, site=site_of(request), by=person(request), title=request.POST.get("title", "")
            )
            return HttpResponseRedirect(self.url("change", obj.pk))
        plural = str(self.opts.verbose_name_plural).capitalize()
        context = {"title": f"New {self.opts.verbose_name}", "crumbs": [(plural, self.url("changelist")), ("New", "")]}
        return self.render(request, "articles/start.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        obj = self.found(request, object_id)
        if request.method != "POST":
            return self.edit_page(request, obj, self.form_for(request, obj))
        command = next((name for name in saving.COMMANDS if name in request.POST), "")
        if obj.trashed_at or command == "_untrash":
            return self.in_trash(request, obj, command)
        form = self.form_for(request, obj, request.POST)
        if not form.is_valid():
            return self.edit_page(request, obj, form)
        if request.POST.get("_keep_mine"):
            saving.set_aside(obj, by=person(request))
        result = saving.store(form, by=person(request), reason="saved")
        if not result.saved:
            return self.conflict_page(request, self.found(request, object_id), form)
        for name, problems in result.problems.items():
            messages.warning(request, f"{name.replace('_', ' ').capitalize()} was not saved: {' '.join(problems)}")
        return self.command(request, self.found(request, object_id), command)

    def edit_page(self, request: HttpRequest, obj: Any, form: TextForm) -> HttpResponse:
        return self.render(request, "articles/edit.html", edit_context(self, request, obj, form))

    def conflict_page(self, request: HttpRequest, obj: Any, form: TextForm) -> HttpResponse:
        return self.render(request, "articles/conflict.html", conflict_context(self, request, obj, form), status=409)

    def in_trash(self, request: HttpRequest, obj: Any, command: str) -> HttpResponse:
        if command == "_untrash":
            return self.command(request, obj, command)
        messages.error(request, "This is in the trash. Restore it before you change it.")
        return HttpResponseRedirect(self.url("change", obj.pk))

    def command(self, request: HttpRequest, obj: Any, name: str) -> HttpResponse:
        """Run the command of the pressed button, if any, and show the page again."""
        if not name:
            messages.success(request, "Saved.")
        elif not self.may(request, saving.COMMANDS[name][1]):
            messages.error(request, "Your text is saved. Publishing is for editors: ask one to take it from here.")
        else:
            told = saving.obey(name, obj, request.POST, by=person(request))
            messages.add_message(request, messages.SUCCESS if told.done else messages.ERROR, told.words)
        return HttpResponseRedirect(self.url("changelist") if name == "_trash" else self.url("change", obj.pk))

    def may(self, request: HttpRequest, action: str) -> bool:
        return bool(request.user.has_perm(f"{self.opts.app_label}.{action}_{self.opts.model_name}"))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "publish")

    def autosave_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Stores what is valid; 409 names who saved another version, and nothing is written."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = self.found(request, object_id)
        if obj.trashed_at:
            return JsonResponse({"error": "This was moved to the trash. Restore it, then save again."}, status=400)
        form = self.form_for(request, obj, request.POST)
        form.is_valid()
        if "version" in form.errors:
            return JsonResponse({"error": "This page is too old to save. Copy your text and reload it."}, status=400)
        reason = "saved" if request.POST.get("reason") == "saved" else "autosaved"
        try:
            result = saving.store(form, by=person(request), reason=reason)
        except DraftGone as error:
            return JsonResponse({"error": str(error)}, status=400)
        answer = saved_answer(self.found(request, object_id), form, result.problems)
        return JsonResponse(answer, status=200 if result.saved else 409)

    def copy_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A new draft with the text that was sent, beside the one it was written for."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.found(request, object_id)
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        copy = saving.start(self.model, site=site_of(request), by=person(request))
        data = request.POST.copy()
        data["version"], data["slug"] = str(copy.version), ""
        data["title"] = f"{data.get('title', '')} (copy)".strip()[:255]
        form = self.form_for(request, copy, data)
        form.is_valid()
        saving.store(form, by=person(request), reason="saved")
        messages.success(request, "Your text is in a draft of its own now.")
        return HttpResponseRedirect(self.url("change", copy.pk))

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        """What Word, Docs or Markdown put on the clipboard, as clean HTML."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return JsonResponse({"html": to_html(request.POST.get("html", ""), request.POST.get("text", ""))})
