"""The account's own page; signing in, mail addresses, second factor and sessions are django-allauth's."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import devices
from accounts.forms import ProfileForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Who I am, how I sign in, where I work."""
    user: Any = request.user
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your name is saved.")
        return redirect("account_overview")
    memberships = user.memberships.select_related("site").order_by("site__name", "pk")
    return render(request, "account/overview.html", {"form": form, "memberships": memberships})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail about a pause: after a click this browser has tries of its own. It signs nobody in."""
    found = devices.read_unlock_token(token)
    if found is None or request.method != "POST":
        return render(request, "account/unlock.html", {"valid": found is not None}, status=200 if found else 404)
    user, name = found
    messages.success(request, "You can sign in from this browser now.")
    response = redirect(reverse("account_login"))
    devices.remember(request, response, user, name)
    return response
