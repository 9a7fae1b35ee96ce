"""Bodies of entries as this site stores them: clean blocks, pictures of the library, links that lead to here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from html import escape

from aicmr.lib.html import Node, body_tree, remember, written_tree
from aicmr.lib.htmltree import write
from content.media.models import Asset
from content.transfer import addresses
from content.transfer.ledger import Ledger, Rows
from content.transfer.models import ImportedItem
from content.transfer.records import ASSET_REF, ENTRY_REF, GALLERY_REF, Taken
from content.transfer.records import Asset as AssetRecord

State = ImportedItem.State
MOST_PICTURES = 10_000  # in one text, by galleries that show all of an entry again and again


@dataclass
class Body:
    """One body on its way: its tree, and what it shows and leads to at the source."""

    key: str
    tree: Node
    html: str = ""
    links: list[Node] = field(default_factory=list)
    images: list[Node] = field(default_factory=list)
    pending: list[ImportedItem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _body(key: str, taken: Taken) -> Body:
    body = Body(key, body_tree(taken.entry.body) if taken.html is None else written_tree(taken.html))
    for node in body.tree.walk():
        if node.tag == "a":
            body.links.append(node)
        elif node.tag == "img":
            body.images.append(node)
    return body


@dataclass
class Found:
    """What the addresses in a batch of bodies are: ledger rows by key, and the pictures of the library by id."""

    rows: Rows
    by_address: Rows
    galleries: dict[str, list[ImportedItem]]
    pictures: dict[int, Asset]


class Bodies:
    """Rewrites the bodies of a batch; queries do not grow with it."""

    def __init__(self, ledger: Ledger, hosts: tuple[str, ...]) -> None:
        self.ledger = ledger
        self.hosts = hosts

    def read(self, batch: Iterable[Taken]) -> list[Body]:
        return [_body(self.ledger.key_of(taken.entry), taken) for taken in batch]

    def assets_of(self, bodies: Sequence[Body], heroes: Iterable[str]) -> tuple[list[ImportedItem], Found]:
        """Every picture that these bodies and lead pictures show; those without a row get one."""
        sources = [node.get("src") for body in bodies for node in body.images]
        sources += [hero for hero in heroes if hero]
        found = self._found(sources, bodies)
        self._add_unknown(sources, found)
        shown = [row for source in sources for row in self._rows(source, found)]
        return list({row.key: row for row in shown}.values()), found

    def _found(self, sources: Sequence[str], bodies: Sequence[Body]) -> Found:
        keys, places, galleries = [], [], []
        for source in dict.fromkeys(sources):
            if source.startswith(GALLERY_REF):
                galleries.append(self.ledger.key("entry", source.removeprefix(GALLERY_REF)))
            elif source.startswith(("http://", "https://", "//", "/")) and not source.startswith(ASSET_REF):
                places += addresses.asset_keys(source)
            else:
                keys.append(self.ledger.key("asset", source.removeprefix(ASSET_REF)))
        for body in bodies:
            for node in body.links:
                if href := node.get("href"):
                    self._look_up(href, keys, places)
        rows = ImportedItem.objects.of_source(self.ledger.site, self.ledger.source)
        by_address = {}
        for name in ("alias_key", "address_key"):
            for row in rows.filter(**{f"{name}__in": set(places)}) if places else ():
                by_address[getattr(row, name)] = row
        of_gallery: dict[str, list[ImportedItem]] = {}
        for row in rows.filter(parent_key__in=galleries, kind="asset").order_by("pk") if galleries else ():
            of_gallery.setdefault(row.parent_key, []).append(row)
        return Found(self.ledger.rows(keys), by_address, of_gallery, {})

    def _look_up(self, href: str, keys: list[str], places: list[str]) -> None:
        if href.startswith(ENTRY_REF):
            keys += [self.ledger.key(kind, href.removeprefix(ENTRY_REF)) for kind in ("article", "page")]
            return
        inner = addresses.inner_path(href, self.hosts)
        if inner is None:
            places += addresses.asset_keys(href) if addresses.is_picture(href) else []
            return
        path, number = inner
        if number:
            keys += [self.ledger.key(kind, number) for kind in ("article", "page")]
        places += [addresses.entry_key(path), *addresses.asset_keys(href)]

    def _add_unknown(self, sources: Sequence[str], found: Found) -> None:
        """Pictures in texts that are no attachment of the source are brought all the same."""
        made: Rows = {}
        for source in dict.fromkeys(sources):
            parts = addresses.split(source)
            if parts is None or parts.scheme not in ("http", "https") or self._rows(source, found):
                continue
            row = self.ledger.new(AssetRecord(source[:200], url=source))
            row.payload, row.address_key = {"url": source}, addresses.asset_keys(source)[-1]
            if row.key not in made:
                made[row.key] = row
            found.by_address[row.address_key] = made[row.key]
            found.by_address[addresses.asset_keys(source)[0]] = made[row.key]
        if made:
            self.ledger.save(list(made.values()))
            stored = self.ledger.rows(made)
            found.by_address.update(
                {key: stored[row.key] for key, row in found.by_address.items() if row.key in stored}
            )

    def _rows(self, source: str, found: Found) -> list[ImportedItem]:
        """The pictures that an address stands for: one, all of a gallery, or none that is known."""
        if source.startswith(GALLERY_REF):
            return found.galleries.get(self.ledger.key("entry", source.removeprefix(GALLERY_REF)), [])
        if not source.startswith(("http://", "https://", "//", "/")) or source.startswith(ASSET_REF):
            row = found.rows.get(self.ledger.key("asset", source.removeprefix(ASSET_REF)))
            return [row] if row and row.kind == "asset" else []
        rows = (found.by_address.get(key) for key in addresses.asset_keys(source))
        return next(([row] for row in rows if row and row.kind == "asset"), [])

    def hero_of(self, hero: str, found: Found) -> ImportedItem | None:
        return next(iter(self._rows(hero, found)), None) if hero else None

    def finish(self, bodies: Sequence[Body], assets: Sequence[ImportedItem], found: Found) -> None:
        """Set the HTML of each body, and what of its pictures is still to come."""
        ids = {row.target_id for row in [*assets, *found.by_address.values()] if row.kind == "asset" and row.target_id}
        found.pictures = Asset.objects.filter(site=self.ledger.site).in_bulk(ids) if ids else {}
        for body in bodies:
            self._relink(body, found)
            if body.images and self._place_pictures(body, found):
                body.tree = body_tree(write(body.tree))
                _flatten(body.tree)
            body.html = with_ids(body.tree, body.key)

    def _relink(self, body: Body, found: Found) -> None:
        for node in body.links:
            href = node.get("href")
            target = self._target(href, found) if href else ""
            if target:
                node.attrs["href"] = escape(target)
            elif href.startswith(ENTRY_REF):
                del node.attrs["href"]

    def _target(self, href: str, found: Found) -> str:
        inner = addresses.inner_path(href, self.hosts)
        if inner is None and not href.startswith(ENTRY_REF):
            return ""
        number = href.removeprefix(ENTRY_REF) if href.startswith(ENTRY_REF) else (inner or ("", ""))[1]
        rows = [found.rows.get(self.ledger.key(kind, number)) for kind in ("article", "page") if number]
        if inner and not number:
            rows.append(found.by_address.get(addresses.entry_key(inner[0])))
        row = next((row for row in rows if row and row.path), None)
        return f"{row.path}{addresses.fragment(href)}" if row else ""

    def _place_pictures(self, body: Body, found: Found) -> bool:
        """Pictures become figures; True if the tree has to be put in order after that."""
        images = list(_images(body.tree, None))
        counts = Counter(id(figure) for _, _, figure in images if figure)
        captions = {id(figure): _caption(figure) for _, _, figure in {id(row[2]): row for row in images}.values()}
        instead: dict[int, list[Node | str]] = {}
        placed = 0
        for _, image, figure in images:
            source = image.get("src")
            rows = self._rows(source, found)
            placed += len(rows)
            if placed > MOST_PICTURES:
                body.notes.append(f"It shows more than {MOST_PICTURES:,} pictures: galleries after that are left out.")
                rows = rows[:1] if len(rows) == 1 else []
            if source.startswith((GALLERY_REF, ASSET_REF)) and not rows:
                body.notes.append("A picture that it shows is not in the file.")
            elif not rows and figure:
                continue
            caption = captions[id(figure)]
            new = [self._figure(row, image, caption, body, found) for row in rows]
            if not new and not source.startswith((GALLERY_REF, ASSET_REF)):
                new = [Node("figure", {}, [image])]
            if figure and caption and new and counts[id(figure)] == 1:
                figure.children.remove(caption)
                new[-1].children.append(caption)
            instead[id(image)] = [*new]
        for parent in {id(parent): parent for parent, _, _ in images}.values():
            parent.children = [new for child in parent.children for new in instead.get(id(child), [child])]
        return bool(images)

    def _figure(self, row: ImportedItem, image: Node, own: Node | None, body: Body, found: Found) -> Node:
        """`own` is the caption that the text has for it."""
        asset = found.pictures.get(row.target_id or 0)
        alt = image.attrs.get("alt") or escape(row.payload.get("alt", ""))
        if asset is None and row.state == State.WAITING:
            body.pending.append(row)
        source = f"/admin/media/asset/{asset.public_id}/file/" if asset else escape(row.payload.get("url", ""))
        shown = Node("img", {"src": source, "alt": alt})
        attributes = {"data-asset": asset.public_id} if asset else {}
        caption = row.payload.get("caption", "") if image.get("src").startswith((GALLERY_REF, ASSET_REF)) else ""
        children: list[Node | str] = [shown]
        if caption and own is None:
            children.append(Node("figcaption", {}, [escape(caption, quote=False)]))
        return Node("figure", attributes, children)


def _images(node: Node, figure: Node | None) -> Iterator[tuple[Node, Node, Node | None]]:
    """(parent, picture, nearest figure around it) for each picture, in order."""
    for child in list(node.elements()):
        if child.tag == "img":
            yield node, child, figure
        else:
            yield from _images(child, child if child.tag == "figure" else figure)


def _caption(figure: Node | None) -> Node | None:
    return next((node for node in figure.elements() if node.tag == "figcaption"), None) if figure else None


def _flatten(tree: Node) -> None:
    """Figures in figures stand one after the other, and paragraphs or links around a picture go."""
    children: list[Node | str] = []
    for node in tree.children:
        inner = [n for n in node.walk() if n.tag == "figure"] if isinstance(node, Node) and node.tag == "figure" else []
        leaves = [n for n in inner if not any(m.tag == "figure" for m in n.walk())]
        if leaves and isinstance(node, Node):
            children += [*leaves, *_rest(node)]
        else:
            children.append(node)
    tree.children = children


def _rest(figure: Node) -> list[Node | str]:
    """The caption of a gallery as a whole."""
    caption = _caption(figure)
    return [Node("p", {}, caption.children)] if caption and not caption.is_empty() else []


def with_ids(tree: Node, key: str) -> str:
    """The HTML, each block with an id that is the same whenever this entry is imported."""
    seen: set[str] = set()
    for number, node in enumerate(tree.elements()):
        block_id = blake2b(f"{key}:{number}".encode(), digest_size=4).hexdigest()
        while block_id in seen:
            block_id = blake2b(f"{key}:{block_id}".encode(), digest_size=4).hexdigest()
        seen.add(block_id)
        node.attrs.pop("data-id", None)
        node.attrs = {"data-id": block_id, **node.attrs}
    html = "\n".join([write(node) for node in tree.elements()])
    return remember(html, Node(children=list(tree.elements())))
