"""Renditions for readers, and for editors who hold a signed address. No session, no user."""

from django.http import Http404, HttpRequest, HttpResponseNotModified, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.sites.context import site_of
from content.media import addresses, sending
from content.media.models import Rendition


@csrf_exempt
@require_safe
def rendition(request: HttpRequest, asset: str, digest: str, width: int, form: str) -> HttpResponseBase:
    """One size of a picture: for everyone while a live page shows it, else with a token that has not expired."""
    if request.site is None:  # the CDN's own host
        rows = Rendition.objects.public_at(asset, form, width)
    else:
        rows = Rendition.objects.at(site_of(request), asset, form, width)
    found = get_object_or_404(rows)
    token = request.GET.get("t", "")
    if not found.asset.is_public and not addresses.opens(found.asset, token):
        raise Http404("There is no picture at this address.")
    if found.digest != digest:
        return HttpResponseRedirect(addresses.signed(found.url, found.asset) if token else found.url)
    if request.headers.get("If-None-Match") == f'"{digest}"':
        return sending.marked(HttpResponseNotModified(), found)
    return sending.marked(sending.file_response(found.path, found.mime), found)
