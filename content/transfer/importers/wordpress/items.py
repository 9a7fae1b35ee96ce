"""Elements of the channel → records. WordPress's ids are numbers of posts and nicenames of terms."""

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import unquote

from aicmr.lib.text import shorten
from content.transfer.importers.wordpress import metadata, plugins
from content.transfer.importers.wordpress.beforehand import Beforehand
from content.transfer.importers.wordpress.parts import (
    addresses,
    format_of,
    meta_of,
    number_of,
    plain,
    published_at,
    split,
    time_of,
)
from content.transfer.importers.wordpress.xml import Element
from content.transfer.records import Asset, Author, Comment, Entry, Item, Left, MenuItem, Term

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
# Taxonomies in which WordPress and plugins keep notes of their own; no reader knows them.
_FORMATS |= {"language", "term_language", "post_translations", "term_translations", "translation_priority"}
_FORMATS |= {"product_type", "product_visibility", "product_shipping_class", "elementor_library_type", "action-group"}
_FORMATS |= {"elementor_library_category", "elementor_font_type", "wp_template_part_area", "wp_pattern_category"}
_FORMATS |= {"amp_validation_error", "amp_template", "layout_type", "layout_category", "layout_pack", "layout_tag"}
_FORMATS |= {"scope", "module_width", "yst_prominent_words", "following_users", "ef_usergroup", "media_category"}
_LONGEST = 200  # characters of names and numbers
_BYLINES = "author"  # the taxonomy in which plugins for several authors keep bylines
_FORUMS = {"forum", "topic"}


class Channel:
    """What has been read so far that later elements need: names of terms, and what the blog is called."""

    def __init__(self, known: Beforehand) -> None:
        self.known = known
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
        slug, guest = login.split("@")[0], self.known.guests.get(login)
        text, url = (plain(guest.description), guest.url) if guest else ("", "")
        return Author(
            login, name, slug, text, url=url, address=f"/author/{slug.lower()}/", line=line, notes=notes or []
        )

    def _unknown_author(self, login: str, name: str, line: int) -> Author:
        if guest := self.known.guests.get(login):
            return self._author(login, plain(guest.name), line)
        return self._author(login, name, line, ["The file names, but does not describe this author."])

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
        elif taxonomy == _BYLINES:
            yield Left("byline", nicename, name, element.line, ["It stands for an author; texts by them name them."])
        elif taxonomy in _FORMATS:
            yield Left(taxonomy, nicename, name, element.line, ["It has no place here; what is filed under it has."])
        elif taxonomy == "category":
            yield self._category(nicename, name, element.get("wp:term_parent").strip(), text, element.line)
        else:
            yield self._tag(taxonomy, nicename, name, text, element.line)

    def item(self, element: Element) -> Iterator[Item]:
        sort = element.get("wp:post_type").strip()[:_LONGEST] or "post"
        state = element.get("wp:status").strip()
        title = plain(element.get("title"))
        number = element.get("wp:post_id").strip()[:_LONGEST]
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
            yield from _comments_left(element, number)
        elif sort == "nav_menu_item":
            yield _menu_item(element, number, title, notes)
        elif sort == "guest-author":
            login = meta_of(element).get("cap-user_login", "").strip() or element.get("wp:post_name").strip()
            yield self._unknown_author(login.removeprefix("cap-") or number, title, element.line)
        elif sort == "reply" and _filled(element.get("wp:post_parent")):
            yield _reply(element, number, notes)
        elif _is_read(element, sort):
            notes.append(f"Its type “{sort[:40]}” is not known here: it became an article.")
            yield from self._entry(element, "article", number, title, notes)
        else:
            yield Left(sort, number, title, element.line, [f"{_why_left(sort, number, self.known)}: it was left out."])

    def _entry(
        self, element: Element, kind: Literal["article", "page"], number: str, title: str, notes: list[str]
    ) -> Iterator[Item]:
        meta, sort = meta_of(element), element.get("wp:post_type").strip()
        status = element.get("wp:status").strip()
        if sort in _FORUMS and status == "closed":
            status = "publish"
        body = self.known.with_blocks(plugins.with_footnotes(element.get("content:encoded"), meta))
        excerpt = plain(element.get("excerpt:encoded"))
        entry = Entry(
            kind,
            number,
            title=title,
            slug=unquote(element.get("wp:post_name").strip()[:1000]),
            body=body if body.strip() else plugins.of_builder(meta),
            summary=shorten(excerpt, 1000),
            state=_STATES.get(status, "draft"),
            published_at=None if status in ("draft", "pending") else published_at(element),
            updated_at=time_of(element.get("wp:post_modified_gmt")),
            is_featured=element.get("wp:is_sticky").strip() == "1",
            hero=meta.get("_thumbnail_id", "").strip(),
            position=number_of(element.get("wp:menu_order")),
            line=element.line,
            notes=notes,
        )
        if parent := element.get("wp:post_parent").strip().lstrip("0"):
            entry.parent = parent if kind == "page" else ""
        _judge(entry, status, element)
        plugins.keep(entry, plugins.kept_for(sort, meta) or _hidden_in_forum(element, sort, self.known))
        if kind == "article" and (form := format_of(element)):
            entry.notes.append(f"Its format “{form}” has no place here.")
        cut = "Its excerpt was longer than 1,000 characters: it was cut." if excerpt != entry.summary else ""
        entry.notes += filter(None, (cut, plugins.fields_left(meta)))
        metadata.apply(entry, meta, site_title=self.title)
        plugins.translate(entry, meta, element.get("guid").strip(), self.known.originals)
        entry.addresses = addresses(element, number)
        yield from self._filed(element, entry)
        yield entry
        for number_, comment in enumerate(element.all("wp:comment"), 1):
            yield _comment(comment, entry.id, number_)

    def _byline(self, element: Element, entry: Entry) -> Iterator[Item]:
        """The author, or those whom a plugin names in the place of that one."""
        named = [child for child in element.all("category") if child.attributes.get("domain") == _BYLINES]
        rows = [(child.attributes.get("nicename", "").removeprefix("cap-"), plain(child.text)) for child in named]
        logins = [(name if name in {*self.authors, *self.known.guests} else nicename, name) for nicename, name in rows]
        creator = element.get("dc:creator").strip()
        for login, name in logins or [(creator, creator)]:
            if login and login not in self.authors:
                yield self._unknown_author(login, name or login, element.line)
            if login and login not in entry.authors:
                entry.authors.append(login)

    def _filed(self, element: Element, entry: Entry) -> Iterator[Item]:
        """Authors and terms of the entry; those that the file does not describe come as records of their own first."""
        yield from self._byline(element, entry)
        entry.authors += _more_authors(element, entry.authors, self.authors)
        has_domains = any(child.attributes.get("domain") for child in element.all("category"))
        for child in element.all("category"):
            domain = child.attributes.get("domain", "" if has_domains else "category")
            name = plain(child.text)
            nicename = child.attributes.get("nicename", "").strip() or name
            if domain == "language":
                entry.language = plugins.language_of(nicename)
            elif domain == "post_translations":
                entry.group = nicename
            if not nicename or not domain or domain in _FORMATS or domain == _BYLINES:
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
    parts = split(element.get("link").strip())
    has_path = parts is not None and bool(parts[0].strip("/")) and "post_type=" not in parts[1]
    status = element.get("wp:status").strip()
    return has_path or (status in ("draft", "pending", "private") and bool(element.get("content:encoded").strip()))


def _judge(entry: Entry, status: str, element: Element) -> None:
    """What may be public, as WordPress itself says."""
    if status == "private":
        entry.person.append("It was private: here it is a draft, and nobody but the team sees it.")
    elif status not in (*_STATES, "draft", "pending"):
        entry.person.append(f"Its state “{status[:40]}” is not known here: it is a draft.")
    said = element.get("wp:post_date_gmt").strip() or element.get("wp:post_date").strip()
    if entry.state == "published" and entry.published_at is None and said:
        entry.person.append(f"Its date “{said[:40]}” is none: it has the day of the import.")
    if element.get("wp:post_password"):
        entry.state = "draft"
        entry.person.append("It was protected by a password, which there is not here: it is a draft.")


def _hidden_in_forum(element: Element, sort: str, known: Beforehand) -> str:
    is_hidden = sort in _FORUMS and known.is_hidden(element.get("wp:post_parent").strip())
    return "members of a forum" if is_hidden else ""


def _why_left(sort: str, number: str, known: Beforehand) -> str:
    if sort == "wp_block" and number in known.blocks:
        return "It is a reusable block, whose text stands now in what shows it"
    return f"It is of {_OWN[sort]}" if sort in _OWN else f"Its type “{sort}” has no pages of its own"


def _comments_left(element: Element, number: str) -> Iterator[Left]:
    for place, comment in enumerate(element.all("wp:comment"), 1):
        key = comment.get("wp:comment_id").strip() or f"{number}-{place}"
        reason = "It was written under a picture, and pictures have no comments here."
        yield Left("comment", key, plain(comment.get("wp:comment_author")), comment.line, [reason])


def _filled(number: str) -> str:
    return "" if number.strip() == "0" else number.strip()


def _reply(element: Element, number: str, notes: list[str]) -> Comment:
    """An answer in a forum is a comment on its topic."""
    meta, status = meta_of(element), element.get("wp:status").strip()
    return Comment(
        f"reply-{number}",
        element.get("wp:post_parent").strip(),
        author=plain(meta.get("_bbp_anonymous_name", "")) or element.get("dc:creator").strip(),
        body=element.get("content:encoded"),
        written_at=published_at(element),
        parent=f"reply-{above}" if (above := _filled(meta.get("_bbp_reply_to", ""))) else "",
        state={"publish": "approved", "spam": "spam"}.get(status, "waiting"),
        sort="reply",
        line=element.line,
        notes=notes,
    )


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
        position=number_of(element.get("wp:menu_order")),
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
        written_at=time_of(element.get("wp:comment_date_gmt")) or time_of(element.get("wp:comment_date")),
        parent=parent if parent != "0" else "",
        state=states.get(element.get("wp:comment_approved").strip(), "waiting"),
        sort=element.get("wp:comment_type").strip() or "comment",
        line=element.line,
    )
