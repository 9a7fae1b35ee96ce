"""What front matter says of who may read a text, and which of its fields have no place here."""

from collections.abc import Iterator, Mapping
from typing import Any

from content.transfer.importers.markdown import values

DRAFTS = {"draft", "archived", "pending", "wip", "unpublished"}
PUBLIC = {"", "published", "publish", "public", "live", "final", "done", "active", "complete", "completed", "stable"}
_STATES = DRAFTS | {"hidden", "private", "skip", "scheduled"}
_CLOSED = ("private", "protected", "unlisted", "hidden", "headless", "members_only", "premium", "paid")
_NEVER = {"never", "link", "false"}
_OPEN = {"", "public", "everyone", "everybody", "all", "open", "published", "visible"}
_KNOWN = """
title date publishdate published published_at pubdate posted created created_at lastmod last_modified_at
updated modified draft status state expirydate unpublishdate summary excerpt subtitle description categories
category tags keywords author authors slug url permalink save_as aliases alias redirect_from lang language
locale kind type layout weight order nav_order position menu menus in_menu featured pin image cover header
featured_image featuredimage feature_image hero banner thumbnail images resources image_alt featured_image_alt
seo_title meta_title seo_description meta_description canonical_url canonicalurl canonical robots noindex
translationkey translation_key translationid translation_id i18n_key
parent build _build publish visibility access password comments toc math mathjax template id guid uuid
"""
_TAKEN = {*_KNOWN.split(), *_CLOSED}
_MOST = 20
Fields = values.Fields


def state_of(fields: Fields) -> str:
    """The state that it names; a field `state` counts only where it can mean nothing else."""
    other = values.text(fields, "state").lower()
    return values.text(fields, "status").lower() or (other if other in _STATES else "")


def hidden(fields: Fields, kept_back: str) -> str:
    """What says that not everybody could read it; "" if nothing does."""
    if kept_back:
        return f"{kept_back} was not shown"
    if values.text(fields, "password"):
        return "a password"
    if said := next((name for name in _CLOSED if values.flag(fields, name)), ""):
        return said
    if not values.flag(fields, "publish", True):
        return "publish: no"
    if any(values.said(row.get("render")).lower() in _NEVER for row in _mappings(fields, "build", "_build")):
        return "build: never"
    seen_by = values.text(fields, "visibility", "access").lower()
    return "" if seen_by in _OPEN else seen_by[:40]


def fields_left(fields: Fields) -> str:
    """Names of what it says and has no place here, for the report."""
    names = [name[:40] for name, value in fields.items() if name not in _TAKEN and value not in (None, "", [], {})]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"Fields that have no place here: {', '.join(names[:_MOST])}{more}." if names else ""


def _mappings(fields: Fields, *names: str) -> Iterator[Mapping[str, Any]]:
    yield from (row for name in names if isinstance(row := fields.get(name), Mapping))
