"""A person's own keys, on the account pages."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.integrations.forms import KeyForm
from accounts.integrations.models import ApiKey
from accounts.integrations.services import KeyRefused, make_key, revoke_key
from accounts.models import User
from accounts.sites.context import site_of

PAGE = "account/api_keys.html"
_MOST = 100


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The list, the form, and once, after it was made, the key itself."""
    user, site = cast(User, request.user), site_of(request)
    form, text = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data
            _, text = make_key(
                site=site, by=user, name=told["name"], scopes=told["scopes"], expires_at=form.expires_at()
            )
        except KeyRefused as refusal:
            form.add_error(None, str(refusal))
    rows: Any = ApiKey.objects.of(user, site).filter(revoked_at=None)[:_MOST]
    return render(request, PAGE, {"form": KeyForm() if text else form, "keys": rows, "text": text})


@login_required
@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast(User, request.user)
    key = get_object_or_404(ApiKey.objects.of(user, site_of(request)), public_id=public_id)
    if revoke_key(key, by=user):
        messages.success(request, f"“{key.name}” opens nothing any more.")
    return redirect("integrations:keys")
