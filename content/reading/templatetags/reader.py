"""Tags of the reader templates. They run without context processors, and none of them asks the database twice."""

import json
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from django import template
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from content.media.markup import picture_html
from content.publishing.models import LivePage
from content.reading.frame import templates_version
from content.reading.lookups import state_of

register = template.Library()
_parts: dict[tuple[object, ...], SafeString] = {}
_MOST_PARTS = 3000  # about a kilobyte each
_DAY = timedelta(days=1)
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"))
_JSON = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_ADDRESSES = {"url", "@id", "item", "image", "logo", "contentUrl", "thumbnailUrl", "urlTemplate", "mainEntityOfPage"}


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
    key = (looks, translation.get_language(), getattr(page, "language", ""), path if here else "")
    return _kept(context, name, key, {})


@register.simple_tag(takes_context=True)
def card(context: template.Context, name: str, page: LivePage, **variant: Any) -> SafeString:
    """A live page in a list; `name` may use `card`, `site` and what `variant` gives, so that it is rendered once."""
    site = site_of(context)
    row = (page.pk, page.etag, page.path, page.title, page.published_at)
    key = (row, site.locale, site.time_zone, templates_version(), tuple(variant.items()))
    return _kept(context, name, key, {"card": page, "site": site, **variant})


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
def head_of(context: template.Context) -> dict[str, Any]:
    """`head` with absolute addresses, ready to print: og as (property, content), json_ld as data blocks."""
    base = _base_url(context)
    head = context.get("head") or getattr(context.get("page"), "head", None) or {}
    og = {key.removeprefix("og:"): value for key, value in (head.get("og") or {}).items() if value}
    image = og.get("image") or ""
    return {
        **head,
        "base_url": base,
        "canonical": absolute(base, head.get("canonical") or ""),
        "og": [(key if ":" in key else f"og:{key}", absolute(base, str(value))) for key, value in og.items()],
        "card": "summary_large_image" if image else "summary",
        "json_ld": [_data_block(_absolute_tree(base, row)) for row in head.get("json_ld") or []],
        "alternates": [{**row, "url": absolute(base, row["url"])} for row in head.get("alternates") or []],
    }


@register.simple_tag
def picture(labels: dict[str, Any] | None, place: str, eager: bool = False, alt: str | None = None) -> SafeString:
    """`{% picture page.labels "card" alt="" %}`"""
    return picture_html((labels or {}).get("picture"), place, eager=eager, alt=alt)


@register.simple_tag
def day(moment: Any, language: str = "") -> SafeString:
    """`<time>` with the date in words of `language` (the page's own), in the site's time zone."""
    local = timezone.localtime(moment)
    with translation.override(language or translation.get_language()):
        words = formats.date_format(local, "DATE_FORMAT")
    return mark_safe(f'<time datetime="{local.isoformat(timespec="minutes")}">{words}</time>')  # noqa: S308


@register.simple_tag(takes_context=True)
def theme_address(context: template.Context) -> str:
    """The site's own style tokens; the address changes when they do."""
    theme = getattr(site_of(context), "theme", None) or {}
    digest = blake2b(json.dumps(theme, sort_keys=True).encode(), digest_size=4).hexdigest()
    return f"/theme.css?v={digest}"


def absolute(base: str, address: str) -> str:
    return f"{base}{address}" if address.startswith("/") and not address.startswith("//") else address


def _base_url(context: template.Context) -> str:
    request = context.get("request")
    return f"{request.scheme}://{request.get_host()}" if request else ""


def _absolute_tree(base: str, value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _absolute_tree(base, inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_absolute_tree(base, inner, key) for inner in value]
    return absolute(base, value) if key in _ADDRESSES and isinstance(value, str) else value


def _data_block(row: Any) -> SafeString:
    """JSON that cannot leave its script element, whatever the text in it."""
    return mark_safe(json.dumps(row, ensure_ascii=False, separators=(",", ":")).translate(_JSON))  # noqa: S308


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
def percent(share: float) -> int:
    """A share in steps of five: nobody measures more finely than that."""
    return max(5, round(share * 20) * 5)
