"""Tags of the reader templates. They run without context processors, and none of them asks the database twice."""

import json
from datetime import datetime, timedelta
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

from django import template
from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from content.media.markup import picture_html
from content.publishing.models import LivePage
from content.reading.frame import templates_version
from content.reading.lookups import state_of
from content.reading.metas import write_head

register = template.Library()
_parts: dict[tuple[object, ...], SafeString] = {}
_MOST_PARTS = 3000  # about a kilobyte each
_DAY = timedelta(days=1)
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"))


@register.simple_tag(takes_context=True)
def chrome_of(context: template.Context) -> dict[str, Any]:
    """The site's menus; pages of rooms that do not know publishing (search, errors) ask for them here."""
    known = context.get("chrome")
    if known is not None:
        return known
    site = site_of(context)
    return state_of(site).chrome if site else {}


@register.simple_tag(takes_context=True)
def frame_part(context: template.Context, name: str) -> SafeString:
    """A template that says the same on every page of a site until the site changes: rendered once in each process."""
    looks, page = context.get("looks"), context.get("page")
    if looks is None:
        return _rendered(context, name, {})
    chrome, path = context["chrome"], context["request"].path
    here = any(item["url"] == path for part in ("menu", "categories") for item in chrome.get(part, ()))
    key = (looks, getattr(page, "language", ""), path if here else "")
    return _kept(context, name, key, {})


@register.simple_tag(takes_context=True)
def card(context: template.Context, name: str, page: LivePage, **variant: Any) -> SafeString:
    """A live page in a list; `name` may use `card`, `site` and what `variant` gives, so that it is rendered once."""
    site = site_of(context)
    row = (page.pk, page.etag, page.path, page.title, page.published_at)
    key = (row, site.locale, site.time_zone, templates_version(), tuple(variant.items()))
    return _kept(context, name, key, {"card": page, "site": site, **variant})


@register.simple_tag(takes_context=True)
def part(context: template.Context, name: str, **variables: Any) -> SafeString:
    """A template that knows `variables` alone, and is rendered once for each of their values: names, trails, tags."""
    site = context.get("site")  # whose language its pages are rendered in
    return _kept(context, name, (site.locale if site else translation.get_language(), repr(variables)), variables)


@register.simple_tag(takes_context=True)
def parts(context: template.Context, name: str, **lists: list[Any] | None) -> SafeString:
    """`{% parts "reader/_tag.html" tag=page.labels.tags %}`: a part for each row."""
    ((variable, rows),) = lists.items()
    return mark_safe("".join([part(context, name, **{variable: row}) for row in rows or ()]))  # noqa: S308


def _kept(context: template.Context, name: str, key: tuple[object, ...], variables: dict[str, Any]) -> SafeString:
    found = _parts.get((name, key))
    if found is None:
        if len(_parts) >= _MOST_PARTS:
            _parts.clear()
        found = _parts[name, key] = _rendered(context, name, variables)
    return found


def _rendered(context: template.Context, name: str, variables: dict[str, Any]) -> SafeString:
    part: Any = context.template.engine.get_template(name)  # type: ignore[union-attr]
    text: SafeString = part.render(template.Context(variables) if variables else context)
    return text


@register.simple_tag(takes_context=True)
def site_of(context: template.Context) -> Any:
    return context.get("site") or getattr(context.get("request"), "site", None)


@register.simple_tag(takes_context=True)
def head(context: template.Context) -> SafeString:
    """What machines read of the page: `head`, or that of the live page."""
    page, site = context.get("page"), site_of(context)
    return write_head(
        context.get("head") or getattr(page, "head", None) or {},
        base=context.get("base_url") or _base_url(context),
        site_name=getattr(site, "name", ""),
        page_title=None if page is None else page.title,
        is_preview=bool(context.get("is_preview")),
    )


@register.simple_tag
def picture(labels: dict[str, Any] | None, place: str, eager: bool = False, alt: str | None = None) -> SafeString:
    """`{% picture page.labels "card" alt="" %}`"""
    return picture_html((labels or {}).get("picture"), place, eager=eager, alt=alt)


@register.simple_tag
def day(moment: Any, language: str = "") -> SafeString:
    """`<time>` with the date in words of `language` (the page's own), in the site's time zone."""
    return _day(timezone.localtime(moment).isoformat(timespec="minutes"), language or translation.get_language())


@lru_cache(maxsize=5000)
def _day(local: str, language: str) -> SafeString:
    with translation.override(language):
        words = formats.date_format(datetime.fromisoformat(local).date(), "DATE_FORMAT")
    return mark_safe(f'<time datetime="{local}">{words}</time>')  # noqa: S308


@register.simple_tag(takes_context=True)
def theme_address(context: template.Context) -> str:
    """The site's own style tokens; the address changes when they do."""
    theme = getattr(site_of(context), "theme", None) or {}
    digest = blake2b(json.dumps(theme, sort_keys=True).encode(), digest_size=4).hexdigest()
    return f"/theme.css?v={digest}"


def _base_url(context: template.Context) -> str:
    request = context.get("request")
    return f"{request.scheme}://{request.get_host()}" if request else ""


@register.filter
def prose(html: str) -> SafeString:
    """A rendered body whose tables and code can be scrolled on a phone, also with the keyboard."""
    if "<table" in html:
        html = html.replace("<table", '<div class="scroll" tabindex="0"><table').replace("</table>", "</table></div>")
    return mark_safe(html.replace("<pre", '<pre tabindex="0"'))  # noqa: S308  (cleaned when it was saved)


@register.filter
def was_updated(page: Any) -> bool:
    """More than a day after it was published: corrections of the first hours are not worth a line."""
    return bool(page.published_at and page.modified_at and page.modified_at - page.published_at > _DAY)


@register.filter
def direction(language: str) -> str:
    """How a language is written, as the attribute `dir` says it."""
    return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"


@register.filter
def spoken(language: str) -> SafeString:
    """The attributes of an element whose text is in `language`."""
    return format_html('lang="{}" dir="{}"', language, direction(language))


@register.filter
def shown_address(url: str) -> str:
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/")


@register.filter
def oneline(text: str) -> str:
    """Text for one line of Markdown, where brackets would end a link."""
    return " ".join(text.split()).replace("[", r"\[").replace("]", r"\]")


@register.filter
def told_on(ai: dict[str, Any] | None, site: Any) -> bool:
    """Whether readers of the site are told of AI's part in a page."""
    return bool(ai) and site.shows_ai((ai or {}).get("share") or 0)


@register.filter
def note_language(page: LivePage, site: Any) -> str:
    """The page's language where there are words for it, else the site's, else English."""
    known = [code for code in (page.language, site.locale) if code and _speaks(code)]
    return known[0] if known else "en"


@cache
def _speaks(code: str) -> bool:
    language = code.split("-")[0]
    return language == "en" or (settings.BASE_DIR / "content" / "locale" / language).is_dir()


@register.filter
def percent(share: float) -> int:
    """A share in steps of five: nobody measures more finely than that."""
    return max(5, round(share * 20) * 5)
