"""What machines read: sitemaps, robots.txt, llms.txt."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from content.publishing import tags
from content.reading import scans, sitemap
from content.reading.frame import CACHE_CONTROL, Frame
from content.reading.keyset import list_pages

TEXT = "text/plain; charset=utf-8"
LLMS_PAGES = 100


@csrf_exempt
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    frame = Frame.of(request)
    frame.shows(tags.ANY)
    return frame.answer(lambda: sitemap.write_index(frame.site, frame.base_url), content_type=sitemap.CONTENT_TYPE)


@csrf_exempt
@require_safe
def sitemap_file(request: HttpRequest, number: int) -> HttpResponse:
    frame = Frame.of(request)
    frame.shows(tags.ANY)

    def render() -> str:
        text = sitemap.write_file(frame.site, number, frame.base_url)
        if not text:
            raise Http404
        return text

    return frame.answer(render, content_type=sitemap.CONTENT_TYPE)


@csrf_exempt
@require_safe
def sitemap_lists(request: HttpRequest) -> HttpResponse:
    frame = Frame.of(request)
    frame.shows(tags.TERMS)
    return frame.answer(lambda: sitemap.write_lists(frame.site, frame.base_url), content_type=sitemap.CONTENT_TYPE)


@csrf_exempt
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = "".join(f"Disallow: {path}\n" for path in ("/admin/", "/account/", "/preview/", "/search/"))
    address = request.build_absolute_uri("/sitemap.xml")
    response = HttpResponse(f"User-agent: *\n{closed}\nSitemap: {address}\n", content_type=TEXT)
    response["Cache-Control"] = CACHE_CONTROL
    return response


@csrf_exempt
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where those look who do not read the head of a page."""
    return HttpResponseRedirect(static("reader/favicon.ico"), headers={"Cache-Control": "public, max-age=86400"})


@csrf_exempt
@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """An index of the newest pages in Markdown (llmstxt.org)."""
    frame = Frame.of(request)
    frame.shows(*tags.of_terms(["all"]))

    def render() -> str:
        pages = scans.indexed(list_pages(frame.site, "all", size=LLMS_PAGES).pages)
        return frame.page("reader/llms.txt", {"pages": pages, "base_url": frame.base_url})

    return frame.answer(render, content_type=TEXT)
