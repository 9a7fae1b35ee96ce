"""Home, categories, tags, authors, months: each page of a list is one range scan."""

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.sites.context import site_of
from content.publishing import tags
from content.publishing.live import month_term
from content.reading import heads, lookups, numbers
from content.reading.frame import Frame, known_sequence
from content.reading.front import front_of, months_in, months_of
from content.reading.keyset import list_pages
from content.reading.scans import Cursor
from content.reading.views.live import moved
from content.taxonomy.models import Author, Category, Tag

if TYPE_CHECKING:
    from accounts.sites.models import Site

Describe = Callable[[], dict[str, Any]]
Subject = TypeVar("Subject", Author, Category, Tag)


@csrf_exempt
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    frame = Frame.of(request)
    if "before" in request.GET or "after" in request.GET:
        return _list(frame, "all", lambda: heads.latest(frame.site))
    if number := next((request.GET[key] for key in numbers.KEYS if key in request.GET), ""):
        return _numbered(frame, number)
    return _front(frame)


def _numbered(frame: Frame, number: str) -> HttpResponse:
    """The front page at an old address with a number in it, if nothing is known of the number."""
    path = numbers.path_of(frame.site, number)
    return HttpResponsePermanentRedirect(quote(path, safe="/%")) if path else _front(frame)


def _front(frame: Frame) -> HttpResponse:
    def render() -> str:
        front = front_of(frame.site, frame.as_of)
        frame.shows(tags.TERMS, *tags.of_terms(front.terms))
        return frame.page("reader/home.html", {"front": front, "head": heads.home(frame.site)})

    return frame.answer(render)


@csrf_exempt
@require_safe
def category_list(request: HttpRequest, slug: str) -> HttpResponse:
    return _term(request, "cat", _at(Category, request, slug), heads.category)


@csrf_exempt
@require_safe
def tag_list(request: HttpRequest, slug: str) -> HttpResponse:
    return _term(request, "tag", _at(Tag, request, slug), heads.tag)


@csrf_exempt
@require_safe
def author_list(request: HttpRequest, slug: str) -> HttpResponse:
    return _term(request, "author", _at(Author, request, slug), heads.author)


@csrf_exempt
@require_safe
def month_list(request: HttpRequest, year: int, month: int) -> HttpResponse:
    if not (MINYEAR <= year <= MAXYEAR and 1 <= month <= 12):
        raise Http404
    first = date(year, month, 1)
    frame = Frame.of(request)
    return _list(frame, month_term(first), lambda: heads.month(frame.site, first))


@csrf_exempt
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    frame = Frame.of(request)
    frame.shows(tags.ANY)

    def render() -> str:
        return frame.page("reader/archive.html", heads.archive(frame.site) | {"months": months_of(frame.site)})

    return frame.answer(render)


@csrf_exempt
@require_safe
def year_list(request: HttpRequest, year: int) -> HttpResponse:
    if not MINYEAR <= year <= MAXYEAR:
        raise Http404
    frame = Frame.of(request)
    frame.shows(tags.ANY)

    def render() -> str:
        months = months_in(frame.site, year)
        if not months:
            raise Http404
        return frame.page("reader/archive.html", heads.year(frame.site, year) | {"months": months})

    return frame.answer(render)


def _at(model: type[Subject], request: HttpRequest, slug: str) -> Subject | None:
    return lookups.term_at(model, site_of(request), slug, known_sequence(request))


def _term(
    request: HttpRequest, prefix: str, subject: Subject | None, describe: Callable[["Site", Subject], dict[str, Any]]
) -> HttpResponse:
    if subject is None:
        return moved(request, lookups.redirect_from(site_of(request), request.path_info, known_sequence(request)))
    frame = Frame.of(request)
    parts = (subject.name, subject.description)
    return _list(frame, f"{prefix}:{subject.pk}", lambda: describe(frame.site, subject), *parts)


def _list(frame: Frame, term: str, describe: Describe, *parts: object) -> HttpResponse:
    before, after = (_cursor(frame.request, name) for name in ("before", "after"))
    frame.shows(tags.TERMS, *tags.of_terms([term]), tags.of_path(frame.request.path_info))

    def render() -> str | HttpResponse:
        listing = list_pages(frame.site, term, before=before, after=after)
        if after and not listing.newer:
            return HttpResponseRedirect(frame.request.path)
        context = describe()
        if not listing.pages and (before or context.get("must_exist")):
            raise Http404
        if before or after:
            context["head"] |= {"robots": "noindex,follow", "canonical": ""}
        return frame.page("reader/list.html", context | {"listing": listing})

    return frame.answer(render, *parts)


def _cursor(request: HttpRequest, name: str) -> Cursor | None:
    text = request.GET.get(name)
    if not text:
        return None
    cursor = Cursor.parse(text)
    if cursor is None:
        raise Http404
    return cursor
