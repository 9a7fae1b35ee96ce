"""The search page of the reader site. It touches neither session nor user."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.sites.context import site_of
from aicmr.lib.limiting import limited
from content.search.services import Results, search

TEMPLATE = "reader/search.html"


@csrf_exempt
@require_safe
@limited("search", methods=("GET",))
def search_page(request: HttpRequest) -> HttpResponse:
    """`?q=` and `?cursor=`; whatever they hold, the answer is a page."""
    site = site_of(request)
    results = search(site, request.GET.get("q", ""), cursor=request.GET.get("cursor"))
    with translation.override(site.locale), timezone.override(ZoneInfo(site.time_zone)):
        page = loader.get_template(TEMPLATE).render(_context(request, results))
    return HttpResponse(page, headers={"Cache-Control": "public, max-age=0, must-revalidate"})


def _context(request: HttpRequest, results: Results) -> dict[str, object]:
    query = results.query.text
    title = translation.pgettext("reader", "Search")
    return {
        "request": request,
        "site": site_of(request),
        "query": query,
        "results": results,
        "head": {"title": f"{title}: {query}" if query else title, "robots": "noindex, follow"},
    }
