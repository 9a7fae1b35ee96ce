"""Addresses in a text of a folder: pictures become references to their records, links to files those to entries."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from content.transfer.addresses import PICTURES
from content.transfer.importers.markdown.folder import TEXTS, File, Folder, Outside, ident
from content.transfer.importers.markdown.sites import Site
from content.transfer.records import Asset, asset_ref, entry_ref

_MARKS = re.compile(r"\A(?:\{(?:static|attach|filename|index)\}|\|(?:static|attach|filename)\|)")
_POST = re.compile(r"\A(post_url|link|ref):")


class Links:
    """Of one file. `items` are records of pictures that come with it, `missing` what is not in the folder."""

    def __init__(
        self, folder: Folder, site: Site, names: set[str], is_new: Callable[[str, str], bool], file: File, line: int
    ) -> None:
        self.folder, self.site, self.names, self.is_new = folder, site, names, is_new
        self.file, self.line = file, line
        self.items: list[Asset] = []
        self.notes: list[str] = []
        self.person: list[str] = []
        self.missing: list[str] = []

    def resolve(self, address: str, is_picture: bool) -> str:
        """Addresses of pictures become references to their records, links to files those to entries."""
        address = unquote(address).strip() if "%" in address and "://" not in address else address.strip()
        address, marks = _MARKS.subn("", address)
        if match := _POST.match(address):
            return self._link(address[match.end() :])
        parts = _split(address)
        if parts is None or parts.scheme or parts.netloc or address.startswith("#") or not parts.path:
            return address
        if not is_picture and PurePosixPath(parts.path).suffix.lower() in TEXTS and (marks or address[0] != "/"):
            return self._link(parts.path)
        if not is_picture and PurePosixPath(parts.path).suffix.lower() not in PICTURES:
            return self._other(address, parts.path)
        return self._picture(address, parts.path)

    def _picture(self, address: str, path: str) -> str:
        try:
            found = self.folder.find(self._without_base(path), self.file.path, self.site.bases)
        except Outside:
            self.person.append(f"“{address[:100]}” lies outside the folder, or behind a link: it was not read.")
            return ""
        if found is None:
            self.missing.append(address[:100])
            return f"{self.site.url}{path}" if path.startswith("/") and self.site.url.startswith("http") else ""
        name = self.folder.name_of(found)
        if self.is_new("asset", name):
            title = spoken(found.stem)
            self.items.append(Asset(ident(name), path=str(found), title=title, line=self.line))
        return asset_ref(ident(name))

    def _without_base(self, path: str) -> str:
        base = (_split(self.site.url) or _split("")).path if self.site.url else ""
        return path.removeprefix(base) if base.strip("/") and path.startswith(f"{base}/") else path

    def _link(self, name: str) -> str:
        """To another text of the folder, by file name, path or title of a post."""
        name, _, fragment = unquote(name).partition("#")
        near = PurePosixPath(self.file.name).parent
        wanted = [_joined(near, name), name.lstrip("/"), f"{self.site.content}/{name.lstrip('/')}".lstrip("/")]
        wanted += [f"_posts/{name}.md", f"_posts/{name}.markdown", *(f"{each}.md" for each in list(wanted))]
        wanted += [f"{each}/index.md" for each in wanted[:3]]
        found = next((each for each in wanted if each in self.names), "")
        if found:
            return entry_ref(ident(found))
        self.missing.append(name[:100])
        return f"#{fragment}" if fragment else ""

    def _other(self, address: str, path: str) -> str:
        """A link to another address of the site stays; one to a file is named, since only pictures are taken."""
        if PurePosixPath(path).suffix.lower() not in ("", ".html", ".htm") and not path.endswith("/"):
            self.notes.append(
                f"It links to the file {path[:100]}, which is not taken: put it somewhere, and link to that."
            )
        return address


def _joined(near: PurePosixPath, name: str) -> str:
    parts: list[str] = []
    for part in (near / name.lstrip("/")).parts:
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _split(address: str) -> Any:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def spoken(slug: str) -> str:
    words = " ".join(re.sub(r"[-_]+", " ", slug).split())
    return words[:1].upper() + words[1:]
