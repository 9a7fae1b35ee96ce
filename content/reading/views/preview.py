"""Drafts through the readers' template, for those who hold a link and for people of the site."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.sites.context import site_of
from content import kinds
from content.publishing.models import LivePage
from content.reading import previews
from content.reading.frame import Frame

_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    return _shown(request, previews.page_for_token(site_of(request), token))


@require_safe
def draft(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    return _shown(request, previews.page_for_editor(site_of(request), request.user, kind, public_id))


def _shown(request: HttpRequest, page: LivePage | None) -> HttpResponse:
    if page is None:
        raise Http404("This preview has expired or was taken back: ask its sender for a new link.")
    context = {"page": page, "head": page.head, "related": [], "is_preview": True}
    return HttpResponse(Frame.of(request).page(kinds.get(page.kind).template, context), headers=_HEADERS)
