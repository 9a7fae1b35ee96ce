"""A row of Ghost's table of posts as an entry."""

import json
import re
from datetime import UTC, datetime
from hashlib import blake2b
from html import escape
from typing import Any

from aicmr.lib.text import storable
from content.transfer.importers.ghost import lexical, mobiledoc
from content.transfer.importers.ghost.cards import Found
from content.transfer.records import Entry, asset_ref, in_utc

Row = dict[str, Any]
_HERE = "__GHOST_URL__"
_PICTURE = re.compile(rf"{_HERE}(/content/images/[^\s\"'\\\\<>()?#]+)")
_WORDS = re.compile(r'"text"\s*:\s*("(?:[^"\\\x00-\x1f]|\\["\\/bfnrt])*")')
_TAG = re.compile(r"<[^<>]*>")
_SIZE = re.compile(r"/size/w\d+(?:h\d+)?(?:/format/\w+)?/")
_FORMS = ("lexical", "mobiledoc", "html", "plaintext", "markdown")
LONGEST = 8_000_000  # characters that are taken apart: as objects they need thirty times as much memory
_GATE, _GATE_END = "<!--kg-gated-block:begin", "<!--kg-gated-block:end-->"
_STATES = {"published", "draft", "scheduled", "sent"}


def text(row: Row, name: str) -> str:
    value = row.get(name)
    return storable(value) if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def moment(value: Any) -> datetime | None:
    """ISO 8601, `2020-01-01 10:00:00`, or milliseconds since 1970; all are UTC."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        if isinstance(value, int | float):
            return in_utc(datetime.fromtimestamp(value / 1000, tz=UTC))
        found = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        return None
    sane = in_utc(found if found.tzinfo else found.replace(tzinfo=UTC))
    return sane if sane and 1000 < sane.year < 9999 else None


def entry_of(row: Row, meta: Row, *, address: str, line: int) -> Entry:
    """Without terms and authors. `address` takes the place of `__GHOST_URL__`; the body becomes HTML in `prepare`."""
    is_page = row.get("type") == "page" or row.get("page") in (True, 1)
    row = row | {name: value for name, value in meta.items() if value and not row.get(name)}
    slug = text(row, "slug")
    entry = Entry(
        "page" if is_page else "article",
        text(row, "id") or text(row, "uuid"),
        title=text(row, "title") if text(row, "title") != "(Untitled)" else "",
        slug=slug,
        body=_packed(row, address),
        summary=text(row, "custom_excerpt"),
        published_at=moment(row.get("published_at")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
        language=text(row, "locale"),
        is_featured=row.get("featured") in (True, 1),
        hero=placed(text(row, "feature_image") or text(row, "image"), address),
        hero_alt=text(row, "feature_image_alt"),
        seo_title=text(row, "meta_title"),
        seo_description=text(row, "meta_description"),
        canonical_url=_web(placed(text(row, "canonical_url"), address)),
        addresses=[f"/{slug}/"] if slug and "/" not in slug else [],
        line=line,
    )
    _judge(entry, row)
    return entry


def placed(value: str, address: str) -> str:
    """With the site's address where Ghost writes a placeholder for it; pictures of the site by their path."""
    value = _PICTURE.sub(lambda match: asset_ref(picture_id(match[1])), value)
    return value.replace(_HERE, address)


def pictures_in(row: Row, meta: Row) -> list[str]:
    """Paths of the pictures of the site that a post shows, as `/content/images/2020/01/a.jpg`."""
    values = (value for value in [*row.values(), *meta.values()] if isinstance(value, str))
    return list(dict.fromkeys(_SIZE.sub("/", path) for value in values for path in _PICTURE.findall(value)))


def picture_id(path: str) -> str:
    """What a picture is called in the ledger, whatever size of it a text shows."""
    path = _SIZE.sub("/", path).lstrip("/")
    return path if len(path) < 150 else f"{path[:100]}{blake2b(path.encode(), digest_size=8).hexdigest()}"


def _web(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else ""


def _judge(entry: Entry, row: Row) -> None:
    """What may be public, and what somebody must know."""
    status, seen_by = text(row, "status") or "draft", text(row, "visibility") or "public"
    if status in ("published", "scheduled"):
        entry.state = "published" if status == "published" else "scheduled"
    if status not in _STATES:
        entry.person.append(f"Its state “{status[:40]}” is not known here: it is a draft.")
    elif status == "sent":
        entry.person.append("It was sent by e-mail only and never stood on the site: it is a draft.")
    if seen_by != "public":
        entry.state = "draft"
        entry.person.append(f"It was for {_readers(seen_by)} only: it is a draft, so that it does not become public.")
    if entry.state == "draft":
        entry.published_at = None
    if any(text(row, name).strip() for name in ("codeinjection_head", "codeinjection_foot")):
        entry.notes.append("Code that it put into the page was left out.")
    if text(row, "custom_template"):
        entry.notes.append(f"Its template “{text(row, 'custom_template')[:60]}” has no place here.")
    if text(row, "feature_image_caption"):
        caption = " ".join(_TAG.sub("", text(row, "feature_image_caption")).split())
        entry.notes.append(f"The caption of its lead picture has no place here: {caption[:300]}")


def _readers(seen_by: str) -> str:
    names = {"members": "members", "paid": "paying members", "tiers": "some tiers of members"}
    return names.get(seen_by, "a part of the members")


def _packed(row: Row, address: str) -> str:
    """The text in all the forms that the row has, so that it is turned into HTML only where it is loaded."""
    forms = {
        name: placed(text(row, name), address) for name in ("lexical", "mobiledoc", "html", "plaintext", "markdown")
    }
    kept = {name: value for name, value in forms.items() if value.strip()}
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def prepare(entry: Entry) -> None:
    """Turn the packed text of `entry_of` into HTML, and note what could not be taken over."""
    if not entry.body:
        return
    forms = json.loads(entry.body)
    found = Found()
    entry.body = _html(forms, found, entry)
    if found.left:
        entry.notes.append(f"Left out: {', '.join(found.left)}.")
    if found.kept:
        entry.person.append(f"Cards that only {', '.join(found.kept)} saw were left out, so that they stay unknown.")
    if found.unknown:
        entry.person.append(
            f"Cards that are not known here, kept as the text that they hold: {', '.join(found.unknown)}."
        )


def _html(forms: dict[str, str], found: Found, entry: Entry) -> str:
    """The editor's own form first: it has what the rendered HTML lacks."""
    for name, convert in (("lexical", lexical.to_html), ("mobiledoc", mobiledoc.to_html)):
        if name not in forms:
            continue
        if len(forms[name]) > LONGEST:
            entry.notes.append(f"Its {name} text is longer than {LONGEST:,} characters: another form of it was taken.")
            continue
        try:
            return convert(json.loads(forms[name]), found)
        except (ValueError, RecursionError):
            entry.notes.append(f"Its {name} text could not be read; the next best form of it was taken.")
    if "html" in forms:
        return _open_parts(forms["html"], found)
    if "plaintext" in forms or "markdown" in forms:
        words = forms.get("plaintext") or forms["markdown"]
        return "".join(f"<p>{escape(part, quote=False)}</p>" for part in words.split("\n\n") if part.strip())
    return _bare_words(forms, entry)


def _open_parts(html: str, found: Found) -> str:
    """`html` without the cards that Ghost kept from visitors: it marks their beginning and end."""
    first, *rest = html.split(_GATE)
    pieces = [first]
    for part in rest:
        rule, _, inside = part.partition("-->")
        gated, _, after = inside.partition(_GATE_END)
        is_open = re.search(r"nonMember\s*:\s*true", rule) is not None
        if not is_open and "members" not in found.kept:
            found.kept.append("members")
        pieces += [gated if is_open else "", after]
    return "".join(pieces)


def _bare_words(forms: dict[str, str], entry: Entry) -> str:
    """What stands as text in a form that could not be read and has no other beside it."""
    found = _WORDS.findall(forms.get("lexical") or forms.get("mobiledoc") or "")
    if forms:
        entry.person.append("Its text could not be read: its bare words were taken, without their form.")
    return "".join(f"<p>{escape(json.loads(words), quote=False)}</p>" for words in found)
