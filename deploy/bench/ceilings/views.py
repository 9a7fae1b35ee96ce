"""One indexed query and one template for each; the templates are about as large as the program's pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ceilings.bare import BYTES
from ceilings.models import Page, Place


def answer_bytes(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BYTES)


def article(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "article.html", {"page": get_object_or_404(Page, site_id=settings.SITE_ID, path_key=key)})


def _newest(term: str, size: int) -> list[Place]:
    places = Place.objects.filter(site_id=settings.SITE_ID, term=term)
    return list(places.select_related("page").order_by("-published_at", "-page_id")[:size])


def listing(request: HttpRequest, term: str) -> HttpResponse:
    places = Place.objects.filter(site_id=settings.SITE_ID, term=term).select_related("page")
    shown = places.defer("page__body").order_by("-published_at", "-page_id")[:20]
    return render(request, "list.html", {"places": shown, "term": term})


def feed(request: HttpRequest) -> HttpResponse:
    return render(request, "feed.xml", {"places": _newest("all", 20)}, content_type="application/atom+xml")


def sitemap(request: HttpRequest) -> HttpResponse:
    rows = Page.objects.filter(site_id=settings.SITE_ID, id__lt=10_000).order_by("id").values("path", "published_at")
    return render(request, "sitemap.xml", {"rows": rows}, content_type="application/xml")
