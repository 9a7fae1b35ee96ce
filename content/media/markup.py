"""Pictures as readers get them: `<picture>` with AVIF and WebP in several widths, and room kept before they load."""

from typing import Any

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

# What share of the window a picture takes in each place; the grid of reader.css says the same.
SIZES = {
    "hero": "(min-width: 80rem) 76rem, 100vw",
    "lead": "(min-width: 80rem) 49rem, (min-width: 62rem) 62vw, 100vw",
    "body": "(min-width: 48rem) 42rem, 100vw",
    "card": "(min-width: 80rem) 24rem, (min-width: 62rem) 30vw, (min-width: 40rem) 45vw, 100vw",
    # On a phone all cards but the first show a square of 6.5rem: a picture of 8:5 is 10.4rem wide there.
    "tile": "(min-width: 80rem) 24rem, (min-width: 62rem) 30vw, (min-width: 40rem) 45vw, 11rem",
    "thumb": "(min-width: 40rem) 14rem, 7rem",
}
_EAGER = mark_safe(' fetchpriority="high"')
_LAZY = mark_safe(' loading="lazy" decoding="async"')


def picture_html(
    picture: dict[str, Any] | None, place: str, *, eager: bool = False, alt: str | None = None
) -> SafeString:
    """`picture` is `labels.picture`; `alt` takes the place of its own text ("" where a heading says the same)."""
    if not picture or not picture.get("src"):
        return mark_safe("")
    sizes = SIZES[place]
    sources = "".join(
        f'<source type="image/{escape(kind)}" srcset="{_srcset(found)}" sizes="{sizes}">'
        for kind, found in picture.get("sources", {}).items()
        if found and kind in ("avif", "webp")
    )
    return format_html(
        '<picture>{}<img src="{}" alt="{}" width="{}" height="{}" class="{}"{}></picture>',
        mark_safe(sources),  # noqa: S308  (escaped above)
        public_address(picture["src"]),
        picture.get("alt", "") if alt is None else alt,
        picture.get("width", 3),
        picture.get("height", 2),
        _focus(picture.get("focal")),
        _EAGER if eager else _LAZY,
    )


def public_address(url: str) -> str:
    """At the CDN, if there is one; signed addresses of what is not public never leave the site."""
    return f"{settings.CDN_URL}{url}" if settings.CDN_URL and url.startswith("/media/") and "?" not in url else url


def _srcset(found: list[list[Any]]) -> str:
    return escape(", ".join(f"{public_address(url)} {width}w" for url, width in found))


def _focus(focal: list[float] | None) -> str:
    """Classes of reader.css that keep the focal point in a cropped picture, in quarters of its sides."""
    x, y = focal or (0.5, 0.5)
    return f"fx{_quarter(x)} fy{_quarter(y)}"


def _quarter(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * 4) * 25
