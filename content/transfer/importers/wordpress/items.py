"""Elements of the channel → records. WordPress's ids are numbers of posts and nicenames of terms."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Literal
from urllib.parse import unquote, urlsplit

from aicmr.lib.text import shorten
from content.transfer.importers.wordpress import metadata
from content.transfer.importers.wordpress.xml import Element
from content.transfer.records import Asset, Author, Comment, Entry, Item, Left, MenuItem, Term, in_utc

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*>", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_NOTHING = "0000-00-00"
_STATES: dict[str, Literal["published", "draft", "scheduled"]] = {"publish": "published", "future": "scheduled"}
_GONE = {"trash": "It was in the trash.", "auto-draft": "It was an empty draft that WordPress makes by itself."}
_OWN = {
    **dict.fromkeys(("revision", "oembed_cache", "customize_changeset", "user_request"), "WordPress's own notes"),
    **dict.fromkeys(("custom_css", "wp_global_styles", "wp_template", "wp_template_part", "wp_navigation"), "a theme"),
}
# Types of plugins that nobody reads as pages, whatever their link looks like.
_INNER = re.compile(
    r"acf-|amp_|custom-|edd_|elementor|et_pb|fl-|flamingo|feedback|give_|jp_|jetpack|mc4wp|ml-|nf_|oembed|rank_math"
    r"|scheduled-|shop_|product_variation|tablepress|wc_|wp_|wpcf7|wpforms|yoast"
)
_FORMATS = {"nav_menu", "post_format", "link_category", "wp_theme"}


class Channel:
    """What has been read so far that later elements need: names of terms, and what the blog is called."""

    def __init__(self) -> None:
        self.title = ""
        self.parents: dict[str, str] = {}
        self.authors: set[str] = set()
        self.tags: set[str] = set()

    def author(self, element: Element) -> Iterator[Item]:
        login = element.get("wp:author_login").strip() or element.get("wp:author_id").strip()
        full = f"{element.get('wp:author_first_name')} {element.get('wp:author_last_name')}".strip()
        name = plain(element.get("wp:author_display_name")) or plain(full) or login
        if not login:
            yield Left("author", f"line {element.line}", name, element.line, ["It has no login name."])
            return
        yield self._author(login, name, element.line)

    def _author(self, login: str, name: str, line: int, notes: list[str] | None = None) -> Author:
        self.authors.add(login)
        slug = login.split("@")[0]
        return Author(login, name, slug=slug, address=f"/author/{slug.lower()}/", line=line, notes=notes or [])

    def category(self, element: Element) -> Iterator[Item]:
        name = plain(element.get("wp:cat_name"))
        nicename = element.get("wp:category_nicename").strip() or name
        if not nicename:
            yield Left("category", f"line {element.line}", "", element.line, ["It has no name."])
            return
        parent = element.get("wp:category_parent").strip()
        text = plain(element.get("wp:category_description"))
        yield self._category(nicename, name, parent, text, element.line)

    def _category(self, nicename: str, name: str, parent: str, text: str, line: int) -> Term:
        self.parents[nicename] = parent if parent != nicename else ""
        slug = unquote(nicename)
        trail = "/".join(unquote(part) for part in self._trail(nicename))
        return Term("category", nicename, name or slug, slug, text, self.parents[nicename], f"/category/{trail}/", line)

    def _trail(self, nicename: str) -> list[str]:
        trail = [nicename]
        while (nicename := self.parents.get(nicename, "")) and nicename not in trail:
            trail.insert(0, nicename)
        return trail

    def tag(self, element: Element) -> Iterator[Item]:
        name = plain(element.get("wp:tag_name"))
        nicename = element.get("wp:tag_slug").strip() or name
        if not nicename:
            yield Left("tag", f"line {element.line}", "", element.line, ["It has no name."])
            return
        yield self._tag("post_tag", nicename, name, plain(element.get("wp:tag_description")), element.line)

    def _tag(self, taxonomy: str, nicename: str, name: str, text: str, line: int) -> Term:
        slug = unquote(nicename)
        if taxonomy == "post_tag":
            self.tags.add(nicename)
            return Term("tag", nicename, name or slug, slug, text, address=f"/tag/{slug}/", line=line)
        self.tags.add(f"{taxonomy}:{nicename}")
        notes = [f"The taxonomy “{taxonomy}” is not known here; its terms became tags."]
        address = f"/{taxonomy}/{slug}/"
        return Term("tag", f"{taxonomy}:{nicename}", name or slug, slug, text, "", address, line, notes)

    def term(self, element: Element) -> Iterator[Item]:
        """Of a custom taxonomy, or one of WordPress's own that has an element of its own too."""
        taxonomy, name = element.get("wp:term_taxonomy").strip(), plain(element.get("wp:term_name"))
        nicename = element.get("wp:term_slug").strip() or name
        text = plain(element.get("wp:term_description"))
        if not nicename or not taxonomy:
            yield Left("term", f"line {element.line}", name, element.line, ["It has no name or no taxonomy."])
        elif taxonomy in _FORMATS:
            yield Left(taxonomy, nicename, name, element.line, ["It has no place here; what is filed under it has."])
        elif taxonomy == "category":
            yield self._category(nicename, name, element.get("wp:term_parent").strip(), text, element.line)
        else:
            yield self._tag(taxonomy, nicename, name, text, element.line)

    def item(self, element: Element) -> Iterator[Item]:
        sort = element.get("wp:post_type").strip() or "post"
        state = element.get("wp:status").strip()
        title = plain(element.get("title"))
        number = element.get("wp:post_id").strip()
        notes = []
        if not number:
            number = f"line {element.line}"
            notes.append("It has no number in the file.")
        if element.is_cut:
            reason = "One of its texts is longer than 16 million characters: it was left out."
            yield Left(sort, number, title, element.line, [reason])
        elif state in _GONE:
            yield Left(sort, number, title, element.line, [f"{_GONE[state]} It was left out."])
        elif sort in ("post", "page"):
            yield from self._entry(element, "article" if sort == "post" else "page", number, title, notes)
        elif sort == "attachment":
            yield _asset(element, number, title, notes)
        elif sort == "nav_menu_item":
            yield _menu_item(element, number, title, notes)
        elif _is_read(element, sort):
            notes.append(f"Its type “{sort[:40]}” is not known here: it became an article.")
            yield from self._entry(element, "article", number, title, notes)
        else:
            reason = f"It is of {_OWN[sort]}" if sort in _OWN else f"Its type “{sort}” has no pages of its own"
            yield Left(sort, number, title, element.line, [f"{reason}: it was left out."])

    def _entry(
        self, element: Element, kind: Literal["article", "page"], number: str, title: str, notes: list[str]
    ) -> Iterator[Item]:
        meta = meta_of(element)
        status = element.get("wp:status").strip()
        entry = Entry(
            kind,
            number,
            title=title,
            slug=unquote(element.get("wp:post_name").strip()),
            body=element.get("content:encoded"),
            summary=shorten(plain(element.get("excerpt:encoded")), 1000),
            state=_STATES.get(status, "draft"),
            published_at=None if status in ("draft", "pending") else _published_at(element),
            updated_at=_time(element.get("wp:post_modified_gmt")),
            is_featured=element.get("wp:is_sticky").strip() == "1",
            hero=meta.get("_thumbnail_id", "").strip(),
            position=_number(element.get("wp:menu_order")),
            line=element.line,
            notes=notes,
        )
        if parent := element.get("wp:post_parent").strip().lstrip("0"):
            entry.parent = parent if kind == "page" else ""
        if status == "private":
            entry.person.append("It was private: here it is a draft, and nobody but the team sees it.")
        elif status not in (*_STATES, "draft", "pending"):
            entry.person.append(f"Its state “{status[:40]}” is not known here: it is a draft.")
        if element.get("wp:post_password"):
            entry.state = "draft"
            entry.person.append("It was protected by a password, which there is not here: it is a draft.")
        if kind == "article" and (format_of := _format(element)):
            entry.notes.append(f"Its format “{format_of}” has no place here.")
        metadata.apply(entry, meta, site_title=self.title)
        entry.addresses = addresses(element, number)
        yield from self._filed(element, entry)
        yield entry
        for number_, comment in enumerate(element.all("wp:comment"), 1):
            yield _comment(comment, entry.id, number_)

    def _filed(self, element: Element, entry: Entry) -> Iterator[Item]:
        """Authors and terms of the entry; those that the file does not describe come as records of their own first."""
        creator = element.get("dc:creator").strip()
        if creator:
            if creator not in self.authors:
                yield self._author(
                    creator, creator, element.line, ["The file names, but does not describe this author."]
                )
            entry.authors.append(creator)
        entry.authors += _more_authors(element, entry.authors, self.authors)
        has_domains = any(child.attributes.get("domain") for child in element.all("category"))
        for child in element.all("category"):
            domain = child.attributes.get("domain", "" if has_domains else "category")
            name = plain(child.text)
            nicename = child.attributes.get("nicename", "").strip() or name
            if not nicename or not domain or domain in _FORMATS:
                continue
            if domain == "category":
                if nicename not in self.parents:
                    yield self._category(nicename, name, "", "", child.line)
                entry.categories.append(nicename)
            else:
                taxonomy = "post_tag" if domain == "tag" else domain
                key = nicename if taxonomy == "post_tag" else f"{taxonomy}:{nicename}"
                if key not in self.tags:
                    yield self._tag(taxonomy, nicename, name, "", child.line)
                entry.tags.append(key)
        entry.categories = list(dict.fromkeys(entry.categories))
        entry.tags = list(dict.fromkeys(entry.tags))


def _is_read(element: Element, sort: str) -> bool:
    """Of a type that a plugin or theme has added: is it a text for readers, with an address of its own?

    The file does not say which types are public. Those have addresses with a path; all others have `?post_type=`.
    """
    if sort in _OWN or _INNER.match(sort):
        return False
    parts = _split(element.get("link").strip())
    has_path = parts is not None and bool(parts[0].strip("/")) and "post_type=" not in parts[1]
    status = element.get("wp:status").strip()
    return has_path or (status in ("draft", "pending", "private") and bool(element.get("content:encoded").strip()))


def _more_authors(element: Element, named: list[str], known: set[str]) -> list[str]:
    """Those after the first, of which WordPress itself knows nothing: exports of this program name them."""
    logins = meta_of(element).get("_aicmr_authors", "").split()
    return [login for login in dict.fromkeys(logins) if login in known and login not in named]


def _asset(element: Element, number: str, title: str, notes: list[str]) -> Asset:
    meta = meta_of(element)
    parent = element.get("wp:post_parent").strip() or "0"
    if parent == "0":
        parent = meta.get("_attachment_original_parent_id", "0").strip() or "0"
    pages = (element.get("link").strip(), element.get("guid").strip())
    url = element.get("wp:attachment_url").strip()
    return Asset(
        number,
        url=url or pages[1],
        title=title[:200],
        alt=plain(meta.get("_wp_attachment_image_alt", ""))[:500],
        caption=shorten(plain(element.get("excerpt:encoded")), 500),
        entry=parent if parent != "0" else "",
        aliases=tuple(page for page in pages if page and page != url),
        line=element.line,
        notes=notes,
    )


def _menu_item(element: Element, number: str, title: str, notes: list[str]) -> MenuItem:
    meta = meta_of(element)
    sort, linked = meta.get("_menu_item_object", ""), meta.get("_menu_item_object_id", "").strip()
    menu = next((c for c in element.all("category") if c.attributes.get("domain") == "nav_menu"), None)
    parent = meta.get("_menu_item_menu_item_parent", "").strip()
    return MenuItem(
        number,
        menu=menu.attributes.get("nicename", "") or plain(menu.text) if menu else "",
        title=title,
        url=meta.get("_menu_item_url", "").strip(),
        target=f"{sort}:{linked}" if meta.get("_menu_item_type") != "custom" and linked else "",
        parent=parent if parent != "0" else "",
        position=_number(element.get("wp:menu_order")),
        line=element.line,
        notes=notes,
    )


def _comment(element: Element, entry: str, number: int) -> Comment:
    states = {"1": "approved", "0": "waiting", "spam": "spam", "trash": "trash"}
    parent = element.get("wp:comment_parent").strip()
    return Comment(
        element.get("wp:comment_id").strip() or f"{entry}-{number}",
        entry,
        author=plain(element.get("wp:comment_author")),
        email=element.get("wp:comment_author_email").strip(),
        url=element.get("wp:comment_author_url").strip(),
        body=element.get("wp:comment_content"),
        written_at=_time(element.get("wp:comment_date_gmt")) or _time(element.get("wp:comment_date")),
        parent=parent if parent != "0" else "",
        state=states.get(element.get("wp:comment_approved").strip(), "waiting"),
        sort=element.get("wp:comment_type").strip() or "comment",
        line=element.line,
    )


def meta_of(element: Element) -> dict[str, str]:
    found = {}
    for row in element.all("wp:postmeta"):
        found[row.get("wp:meta_key").strip()] = row.get("wp:meta_value")
    return found


def addresses(element: Element, number: str) -> list[str]:
    """Paths at which it answered, the best one first. `?p=` is answered from the ledger."""
    found = []
    for text in (element.get("link").strip(), element.get("guid").strip()):
        parts = _split(text)
        if parts and not parts[1] and parts[0].strip("/") and "wp-content" not in parts[0]:
            found.append(unquote(parts[0]))
    return list(dict.fromkeys(found))


def _split(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return (parts.path, parts.query) if parts.scheme in ("http", "https") else None


def plain(text: str) -> str:
    """Names and titles: no tags, entities as characters, one line."""
    if "<" in text:
        text = _TAG.sub("", _SCRIPT.sub("", text))
    return " ".join(unescape(text).split())


def _format(element: Element) -> str:
    found = next((c for c in element.all("category") if c.attributes.get("domain") == "post_format"), None)
    return plain(found.text) if found else ""


def _published_at(element: Element) -> datetime | None:
    return (
        _time(element.get("wp:post_date_gmt"))
        or _mail_time(element.get("pubDate"))
        or _time(element.get("wp:post_date"))
    )


def _time(text: str) -> datetime | None:
    text = text.strip()
    if not text or text.startswith(_NOTHING):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return in_utc(found if found.tzinfo else found.replace(tzinfo=UTC))


def _mail_time(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    sane = in_utc(found if found.tzinfo else found.replace(tzinfo=UTC))
    return sane if sane and sane.year > 1000 else None


def _number(text: str) -> int:
    try:
        return max(0, min(int(text.strip()), 1_000_000))
    except ValueError:
        return 0
