"""What every importer yields: neutral records, in the order of the file, one at a time.

`id` is what the source calls the thing; ids are unique within a sort of record. `line` is where it begins in the file,
0 where that means nothing. Times are aware. HTML may be anything: the loader cleans it, turns addresses of pictures
that are `Asset` records into pictures of the library, and addresses of other entries into where those answer here.
An importer names a picture or entry by its address in the source, or by `asset_ref(id)` and `entry_ref(id)`.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Literal

ASSET_REF = "/-/asset/"
ENTRY_REF = "/-/entry/"
GALLERY_REF = "/-/gallery/"
_DAY = timedelta(days=1)
LONGEST = 500_000  # characters of one value of what waits


@dataclass(slots=True)
class Source:
    """Comes first. `origin` names the source for ever (`https://old.example.org`): what was brought from there before
    is found by it. `hosts` are its hosts: links to them are links within the site."""

    origin: str
    title: str = ""
    language: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(slots=True)
class Author:
    """Becomes an author that readers see, never an account."""

    id: str
    name: str
    slug: str = ""
    description: str = ""
    job_title: str = ""
    url: str = ""
    address: str = ""
    line: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Term:
    """`parent` is the id of another term of the same sort; `address` the path of its list at the source, if any."""

    sort: Literal["category", "tag"]
    id: str
    name: str
    slug: str = ""
    description: str = ""
    parent: str = ""
    address: str = ""
    line: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Asset:
    """A picture: at `url`, or in the file `path` on this machine. `aliases` are other addresses it has in texts.

    `entry` is the id of the entry that it was uploaded for, if any: `gallery_ref(entry)` shows all of those.
    """

    id: str
    url: str = ""
    path: str = ""
    title: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    entry: str = ""
    aliases: tuple[str, ...] = ()
    line: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """An article or a page.

    `state`: what is not `published` becomes a draft. `authors`, `categories` (the main one first) and `tags` are ids of
    records that came before, or `name:…` for a term that has no record. `hero` is an asset's id or address.
    `group` is what the source calls the texts that say the same in other languages, "" if there are none.
    `addresses` are paths (with `?p=7` where it matters) at which it answered: they lead to where it is now.
    `person`: why somebody must look at it; it counts among those that need a person. `notes` only inform.
    """

    kind: Literal["article", "page"]
    id: str
    title: str = ""
    slug: str = ""
    body: str = ""
    summary: str = ""
    state: Literal["published", "draft", "scheduled"] = "draft"
    published_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    language: str = ""
    group: str = ""
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parent: str = ""
    position: int = 0
    in_menu: bool = False
    is_featured: bool = False
    hero: str = ""
    hero_alt: str = ""
    seo_title: str = ""
    seo_description: str = ""
    canonical_url: str = ""
    noindex: bool = False
    addresses: list[str] = field(default_factory=list)
    line: int = 0
    notes: list[str] = field(default_factory=list)
    person: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Comment:
    """Waits in the ledger until a room takes it. `entry` is the id of what it was written under."""

    id: str
    entry: str
    author: str = ""
    email: str = ""
    url: str = ""
    body: str = ""
    written_at: datetime | None = None
    parent: str = ""
    state: str = "approved"
    sort: str = "comment"
    line: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class MenuItem:
    """Waits in the ledger until a room takes it. It leads to `target` (`entry:7`, `category:news`) or to `url`."""

    id: str
    menu: str
    title: str = ""
    url: str = ""
    target: str = ""
    parent: str = ""
    position: int = 0
    line: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Left:
    """Something of the source that has no place here: it is in the report, nothing else happens.

    `waits`: a room that takes it may come; until then it counts as waiting.
    """

    sort: str
    id: str
    title: str = ""
    line: int = 0
    notes: list[str] = field(default_factory=list)
    waits: bool = False


@dataclass(slots=True)
class Problem:
    """Something is wrong with the file. `is_fatal`: nothing after this line can be read."""

    line: int
    message: str
    is_fatal: bool = False

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}" if self.line else self.message


@dataclass(slots=True)
class Taken:
    """An entry on its way to the loader, with the hash of what the source says; `html` is its clean body, if made."""

    entry: Entry
    hash: str
    html: str | None = None


Item = Author | Term | Asset | Entry | Comment | MenuItem | Left
Record = Source | Item | Problem


def asset_ref(asset_id: str) -> str:
    """What an importer writes for `src` when it knows a picture's id and not its address."""
    return f"{ASSET_REF}{asset_id}"


def gallery_ref(entry_id: str) -> str:
    """What an importer writes for `src` when all pictures uploaded for an entry stand there."""
    return f"{GALLERY_REF}{entry_id}"


def entry_ref(entry_id: str) -> str:
    """What an importer writes for `href` when it knows an entry's id and not its address."""
    return f"{ENTRY_REF}{entry_id}"


def kind_of(item: Item) -> str:
    """The ledger's name for the sort of record: article, page, author, category, tag, asset, comment, menu …"""
    if isinstance(item, Entry):
        return item.kind
    if isinstance(item, Term | Left):
        return item.sort
    return "menu" if isinstance(item, MenuItem) else type(item).__name__.lower()


def payload(item: Item) -> dict[str, Any]:
    """The record as JSON, for what waits."""
    values = {name: getattr(item, name) for name in item.__slots__ if name not in ("line", "notes")}
    return {key: _kept(value) for key, value in values.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value[:LONGEST] if isinstance(value, str) else value


def in_utc(moment: datetime) -> datetime | None:
    """None for the first and last days of the calendar, which another time zone has no name for."""
    try:
        found = moment.astimezone(UTC)
        return found if found - _DAY < found < found + _DAY else None
    except OverflowError:
        return None


def payload_hash(item: Item) -> str:
    """The same for a record with the same content, wherever it stands in the file.

    A text without translations has the hash that it had before they were known.
    """
    left_out = ("line", "notes", "person", "" if getattr(item, "group", "") else "group")
    values = [(name, getattr(item, name)) for name in item.__slots__ if name not in left_out]
    return blake2b(repr(values).encode("utf-8", "replace"), digest_size=16).hexdigest()
