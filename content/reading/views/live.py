"""One view for every live page, and what answers where nothing is."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.sites.context import site_of
from content import kinds
from content.publishing import tags
from content.publishing.redirects import is_address
from content.reading import lookups
from content.reading.frame import Frame, known_sequence
from content.reading.shelves import related_to


@csrf_exempt
@require_safe
def live_page(request: HttpRequest, path: str) -> HttpResponse:
    site = site_of(request)
    page = lookups.page_at(site, request.path_info)
    if page is None or page.path != request.path_info:
        return moved(request, page.path if page else _elsewhere(request))
    frame = Frame.of(request)

    def render() -> str:
        related, lists = related_to(site, page, frame.as_of)
        frame.shows(tags.of_key(page.path_key), *lists)
        context = {"page": page, "head": page.head, "related": related}
        return frame.page(kinds.get(page.kind).template, context)

    return frame.answer(render, page.etag)


def _elsewhere(request: HttpRequest) -> str:
    """Another view's address that only lacks its slash, or where a redirect leads."""
    path = request.path_info
    if not path.endswith("/") and resolve(f"{path}/").func is not live_page:
        return f"{path}/"
    return lookups.redirect_from(site_of(request), path, known_sequence(request))


def moved(request: HttpRequest, target: str) -> HttpResponse:
    """301 to `target` with the question's query string; 404 if there is no target."""
    if not is_address(target):
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    address, mark, place = quote(target, safe="/:?#[]@!$&'()*+,;=%~").partition("#")
    if query and "?" not in address:
        address += f"?{query}"
    return HttpResponsePermanentRedirect(f"{address}{mark}{place}")
