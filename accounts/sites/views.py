"""What readers' pages need to know of the site besides content."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from accounts.sites import theme
from accounts.sites.context import site_of


def _theme_etag(request: HttpRequest) -> str:
    return f'"{sha256(theme.stylesheet(site_of(request).theme).encode()).hexdigest()[:20]}"'


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=600)
@condition(etag_func=_theme_etag)
def theme_css(request: HttpRequest) -> HttpResponse:
    """The site's theme tokens as a style sheet, loaded after the design's own."""
    return HttpResponse(theme.stylesheet(site_of(request).theme), content_type="text/css; charset=utf-8")
