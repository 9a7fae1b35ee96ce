"""WordPress eXtended RSS 1.2, as WordPress's importer takes it: authors, terms, pictures, articles as posts, pages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape as html
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from aicmr.lib.commonmark import bare
from aicmr.lib.html import Node, body_tree
from aicmr.lib.htmltree import write
from aicmr.lib.text import storable
from content import kinds
from content.archives.foreign.pieces import Piece, pieces
from content.archives.selecting import Selection
from content.archives.tables.base import pages_of
from content.media import pictures
from content.media.headers import EXTENSIONS
from content.media.models import Asset
from content.taxonomy.models import Author, Category, Tag

UPLOADS = "wp-content/uploads"
_SORTS = {"article": ("post", 1), "page": ("page", 2)}
_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:wfw="http://wellformedweb.org/CommentAPI/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
_NO_DATE = "0000-00-00 00:00:00"
TAIL = "</channel>\n</rss>\n"
_BLOCKS = {"p": "paragraph", "h2": "heading", "h3": "heading", "h4": "heading", "ul": "list", "ol": "list"}
_BLOCKS |= {"blockquote": "quote", "pre": "code", "table": "table", "hr": "separator", "figure": "image"}


class Writer:
    """For one site. With `is_packed` the originals lie beside the file, else they are fetched from the live site."""

    def __init__(self, selection: Selection, *, is_packed: bool) -> None:
        self.selection = selection
        self.site = selection.site
        self.is_packed = is_packed
        self.origin = f"https://{self.site.host or 'example.org'}"
        self.zone = ZoneInfo(self.site.time_zone)

    def head(self) -> str:
        site = self.site
        lines = [_tag("title", _said(site.name)), _tag("link", self.origin), _tag("description", site.tagline)]
        lines += [_tag("language", site.locale), _tag("wp:wxr_version", "1.2")]
        lines += [_tag("wp:base_site_url", self.origin), _tag("wp:base_blog_url", self.origin)]
        return _HEAD + "".join(lines)

    def terms(self) -> Iterator[str]:
        """Authors, categories from the top down, tags."""
        for batch in pages_of(Author.objects.filter(site=self.site), "public_id", ""):
            yield "".join(map(_author, batch))
        rows = list(Category.objects.filter(site=self.site).select_related("parent"))
        yield "".join(_category(row) for row in sorted(rows, key=lambda row: (len(row.trail), row.public_id)))
        for batch in pages_of(Tag.objects.filter(site=self.site), "public_id", ""):
            yield "".join(map(_tag_term, batch))

    def assets(self, after: str, used: set[str] | None) -> Iterator[tuple[str, str]]:
        """(key to go on from, items) of the pictures."""
        for batch in pages_of(Asset.objects.for_site(self.site), "public_id", after):
            wanted = [asset for asset in batch if used is None or asset.public_id in used]
            self._addresses(wanted)
            yield batch[-1].public_id, "".join(self._attachment(asset) for asset in wanted)

    def texts(self, kind: kinds.Kind, after: str) -> Iterator[tuple[str, str]]:
        """(key to go on from, items) of the texts of a kind; kinds that WordPress does not know become pages."""
        for key, batch in pieces(self.selection, kind, after):
            shown = [asset for piece in batch for asset in [*piece.assets.values(), piece.hero] if asset]
            self._addresses(shown)
            yield key, "".join(self._item(piece) for piece in batch)

    def address(self, asset: Asset) -> str:
        """Of the original in the package, or of the largest JPEG that readers get."""
        found: str = asset.__dict__.get("public_address", "")
        return found or f"{self.origin}/{UPLOADS}/{upload_name(asset)}"

    def _addresses(self, assets: list[Asset]) -> None:
        """Where each can be fetched now; nowhere, if it is not public. One query."""
        if self.is_packed or not assets:
            return
        shown = pictures.pictures([asset for asset in assets if asset.is_public])
        for asset in assets:
            source = shown.get(asset.pk, {}).get("src", "")
            asset.__dict__["public_address"] = f"{self.origin}{source}" if source else ""

    def _attachment(self, asset: Asset) -> str:
        url = self.address(asset)
        meta = _meta("_wp_attached_file", upload_name(asset)) if self.is_packed else ""
        meta += _meta("_wp_attachment_image_alt", _said(asset.alt))
        lines = [
            _cdata("title", _said(asset.title)),
            _tag("link", url),
            _tag("dc:creator", ""),
            _guid(url),
            _cdata("content:encoded", _said(asset.credit)),
            _cdata("excerpt:encoded", _said(asset.caption)),
            _tag("wp:post_id", str(_number(asset.pk, 0))),
            *self._dates(asset.created_at, asset.created_at),
            _tag("wp:post_name", asset.public_id),
            _tag("wp:status", "inherit"),
            _tag("wp:post_parent", "0"),
            _tag("wp:menu_order", "0"),
            _tag("wp:post_type", "attachment"),
            _tag("wp:attachment_url", url),
            meta,
        ]
        return f"<item>\n{''.join(lines)}</item>\n"

    def _item(self, piece: Piece) -> str:
        text, obj = piece.text, piece.obj
        sort, offset = _SORTS.get(piece.kind, ("page", 2))
        at = piece.due_at or obj.published_at or obj.created_at
        parent = getattr(obj, "parent_id", None)
        lines = [
            _cdata("title", _said(text.get("title", ""))),
            _tag("link", f"{self.origin}{piece.path}" if piece.path else ""),
            _tag("pubDate", at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")),
            _tag("dc:creator", piece.authors[0].slug if piece.authors else ""),
            _guid(f"{self.origin}/?p={_number(obj.pk, offset)}"),
            _tag("description", ""),
            _cdata("content:encoded", self.body(piece)),
            _cdata("excerpt:encoded", _said(text.get("summary", ""))),
            _tag("wp:post_id", str(_number(obj.pk, offset))),
            *self._dates(at, obj.updated_at, is_planned=bool(piece.is_live or piece.due_at or obj.published_at)),
            _tag("wp:post_name", text.get("slug", "")),
            _tag("wp:status", "publish" if piece.is_live else "future" if piece.due_at else "draft"),
            _tag("wp:post_parent", str(_number(parent, offset)) if parent else "0"),
            _tag("wp:menu_order", str(text.get("position", 0))),
            _tag("wp:post_type", sort),
            _tag("wp:post_password", ""),
            _tag("wp:is_sticky", "1" if text.get("is_featured") else "0"),
            *(_filed("category", row) for row in piece.categories),
            *(_filed("post_tag", row) for row in piece.tags),
            self._metas(piece),
        ]
        return f"<item>\n{''.join(lines)}</item>\n"

    def _metas(self, piece: Piece) -> str:
        """What WordPress keeps beside a post; titles for search engines as Yoast has them."""
        text = piece.text
        found = {
            "_thumbnail_id": str(_number(piece.hero.pk, 0)) if piece.hero else "",
            "_yoast_wpseo_title": text.get("seo_title", ""),
            "_yoast_wpseo_metadesc": text.get("seo_description", ""),
            "_yoast_wpseo_canonical": text.get("canonical_url", ""),
            "_yoast_wpseo_meta-robots-noindex": "1" if text.get("noindex") else "",
            # As WPML's tool for exports and imports writes them; others pass over fields that they do not know.
            "_wpml_import_language_code": text.get("language", ""),
            "_wpml_import_translation_group": piece.group,
            "_aicmr_authors": " ".join(author.slug for author in piece.authors[1:]),
        }
        return "".join(_meta(name, value) for name, value in found.items() if value)

    def _dates(self, at: datetime, changed: datetime, *, is_planned: bool = True) -> Iterator[str]:
        """What has no date yet has zeros for one in UTC, as WordPress writes it: "publish immediately"."""
        for name, moment in (("post_date", at), ("post_modified", changed)):
            known = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
            yield _tag(f"wp:{name}", f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S}")
            yield _tag(f"wp:{name}_gmt", known if is_planned or name != "post_date" else _NO_DATE)

    def body(self, piece: Piece) -> str:
        """The text as blocks of WordPress's editor."""

        def address(public_id: str) -> str:
            asset = piece.assets.get(public_id)
            return self.address(asset) if asset else ""

        tree = body_tree(str(piece.text.get("body", "")))
        return "\n\n".join(_block(node, bare(node, address), piece) for node in tree.elements())


def upload_name(asset: Asset) -> str:
    """The name of an original in the folder of uploads."""
    return f"{asset.public_id}.{EXTENSIONS.get(asset.mime, 'bin')}"


def _block(node: Node, clean: Node, piece: Piece) -> str:
    name = _BLOCKS.get(node.tag, "html")
    _quiet(clean)
    options = ""
    if name == "heading" and node.tag != "h2":
        options = f' {{"level":{node.tag[1]}}}'
    elif node.tag == "ol":
        options = ' {"ordered":true}'
    elif name == "image":
        return _image(node, clean, piece)
    elif node.tag == "table":
        clean = Node("figure", {"class": "wp-block-table"}, [clean])
    elif node.tag == "pre":
        clean.attrs["class"] = "wp-block-code"
    return f"<!-- wp:{name}{options} -->\n{write(clean)}\n<!-- /wp:{name} -->"


def _image(node: Node, clean: Node, piece: Piece) -> str:
    asset = piece.assets.get(node.get("data-asset"))
    if asset is None:
        return f"<!-- wp:html -->\n{write(clean)}\n<!-- /wp:html -->"
    number = _number(asset.pk, 0)
    for child in clean.walk():
        if child.tag == "img":
            child.attrs["class"] = f"wp-image-{number}"
    clean.attrs["class"] = "wp-block-image"
    return f'<!-- wp:image {{"id":{number}}} -->\n{write(clean)}\n<!-- /wp:image -->'


def _quiet(node: Node) -> None:
    """Brackets in a text are no shortcodes."""
    node.children = [child.replace("[", "&#91;") if isinstance(child, str) else child for child in node.children]
    for child in node.elements():
        child.attrs = {name: value.replace("[", "&#91;") for name, value in child.attrs.items()}
        _quiet(child)


def _number(pk: int | None, offset: int) -> int:
    """Posts, pages and pictures are numbered together in WordPress."""
    return (pk or 0) * 3 + offset


def _author(row: Author) -> str:
    lines = [_tag("wp:author_id", str(row.pk)), _cdata("wp:author_login", row.slug), _cdata("wp:author_email", "")]
    lines += [_cdata("wp:author_display_name", _said(row.name))]
    lines += [_cdata("wp:author_first_name", ""), _cdata("wp:author_last_name", "")]
    return f"<wp:author>{''.join(line.strip() for line in lines)}</wp:author>\n"


def _category(row: Category) -> str:
    lines = [_tag("wp:term_id", str(row.pk)), _cdata("wp:category_nicename", row.slug)]
    lines += [
        _cdata("wp:category_parent", row.parent.slug if row.parent else ""),
        _cdata("wp:cat_name", _said(row.name)),
    ]
    lines += [_cdata("wp:category_description", _said(row.description))]
    return f"<wp:category>{''.join(line.strip() for line in lines)}</wp:category>\n"


def _tag_term(row: Tag) -> str:
    lines = [_tag("wp:term_id", str(row.pk)), _cdata("wp:tag_slug", row.slug), _cdata("wp:tag_name", _said(row.name))]
    lines += [_cdata("wp:tag_description", _said(row.description))]
    return f"<wp:tag>{''.join(line.strip() for line in lines)}</wp:tag>\n"


def _filed(domain: str, row: Any) -> str:
    return (
        f"<category domain={quoteattr(domain)} nicename={quoteattr(row.slug)}>{_wrapped(_said(row.name))}</category>\n"
    )


def _guid(url: str) -> str:
    return f'<guid isPermaLink="false">{escape(url)}</guid>\n'


def _meta(key: str, value: str) -> str:
    if not value:
        return ""
    inside = _cdata("wp:meta_key", key).strip() + _cdata("wp:meta_value", value).strip()
    return f"<wp:postmeta>{inside}</wp:postmeta>\n"


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(storable(text))}</{name}>\n"


def _cdata(name: str, text: str) -> str:
    return f"<{name}>{_wrapped(text)}</{name}>\n"


def _said(text: str) -> str:
    """WordPress keeps names, titles and excerpts as HTML."""
    return html(text, quote=False)


def _wrapped(text: str) -> str:
    """In CDATA, whose own end may stand in the text."""
    return f"<![CDATA[{storable(text).replace(']]>', ']]]]><![CDATA[>')}]]>"
