"""Atom feeds of the site and of each category, tag and author."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.sites.context import site_of
from content.publishing import tags
from content.reading import atom, lookups, scans
from content.reading.frame import Frame, known_sequence
from content.reading.keyset import list_pages
from content.reading.views.live import moved
from content.taxonomy.models import Author, Category, Tag


@csrf_exempt
@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    return _feed(request, "all", "", "")


@csrf_exempt
@require_safe
def category_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _term_feed(request, "cat", lookups.term_at(Category, site_of(request), slug, known_sequence(request)))


@csrf_exempt
@require_safe
def tag_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _term_feed(request, "tag", lookups.term_at(Tag, site_of(request), slug, known_sequence(request)))


@csrf_exempt
@require_safe
def author_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _term_feed(request, "author", lookups.term_at(Author, site_of(request), slug, known_sequence(request)))


def _term_feed(request: HttpRequest, prefix: str, subject: Author | Category | Tag | None) -> HttpResponse:
    if subject is None:
        target = lookups.redirect_from(
            site_of(request), request.path_info.removesuffix("feed.xml"), known_sequence(request)
        )
        return moved(request, f"{target}feed.xml" if target.endswith("/") else "")
    return _feed(request, f"{prefix}:{subject.pk}", subject.name, subject.description)


def _feed(request: HttpRequest, term: str, name: str, description: str) -> HttpResponse:
    frame = Frame.of(request)
    frame.shows(tags.TERMS, *tags.of_terms([term]))
    site = frame.site

    def render() -> str:
        feed = atom.Feed(
            title=f"{name} – {site.name}" if name else site.name,
            subtitle=description if name else site.tagline,
            language=site.locale,
            base_url=frame.base_url,
            path=request.path,
            html_path=request.path.removesuffix("feed.xml"),
            changed_at=frame.state.changed_at,
        )
        return atom.write_atom(feed, scans.indexed(list_pages(site, term, with_body=True).pages))

    return frame.answer(render, name, description, content_type=atom.CONTENT_TYPE)
