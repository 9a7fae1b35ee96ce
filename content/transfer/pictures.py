"""Pictures of a source: fetched or copied into the library; what cannot be had now waits with its address."""

import mimetypes
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction

from accounts.models import User
from aicmr.lib.http import FetchError, fetch
from content.media.models import Asset
from content.media.services import UploadRefused, upload
from content.transfer.addresses import host_of, is_picture, split
from content.transfer.ledger import Ledger, note_of
from content.transfer.models import ImportedItem

AT_ONCE = 4
TIMEOUT = 20.0  # seconds for one picture
_PATIENCE = 2  # failures in a row after which a host is left alone for the rest of the run
State = ImportedItem.State


@dataclass
class Fetcher:
    """Fetches for one run. `folder` is a copy of the source's uploads on this machine, which is looked into first."""

    ledger: Ledger
    by: User | None
    is_on: bool = True
    folder: Path | None = None
    failures: dict[str, int] = field(default_factory=dict)
    fetched: int = 0

    def fetch(self, rows: Iterable[ImportedItem]) -> None:
        """Try those that wait; each row is stored with what came of it."""
        waiting = [row for row in rows if row.kind == "asset" and row.state == State.WAITING]
        for start in range(0, len(waiting), AT_ONCE):
            self._some(waiting[start : start + AT_ONCE])

    def _some(self, rows: Sequence[ImportedItem]) -> None:
        remote = [row for row in rows if not self._take_local(row) and self._may(row)]
        if not remote:
            return
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(_get, [row.payload.get("url", "") for row in remote]))
        for row, answer in zip(remote, answers, strict=True):
            host = _host(row)
            if isinstance(answer, FetchError):
                self.failures[host] = self.failures.get(host, 0) + 1
                self._store(row, note=str(answer))
            else:
                self.failures[host] = 0
                self._take(row, ContentFile(answer, name=_file_name(row)))

    def _may(self, row: ImportedItem) -> bool:
        if not self.is_on:
            return False
        if self.failures.get(_host(row), 0) >= _PATIENCE:
            self._store(row, note=f"{_host(row)} did not answer before: it was not asked again in this run.")
            return False
        return True

    def _take_local(self, row: ImportedItem) -> bool:
        path = self._local(row)
        if path is None:
            return False
        with path.open("rb") as file:
            self._take(row, File(file, name=path.name))
        return True

    def _local(self, row: ImportedItem) -> Path | None:
        """A file that the importer names, or `…/uploads/<path>` within the folder; nothing outside of it."""
        if named := row.payload.get("path"):
            return path if (path := Path(named)).is_file() else None
        parts = split(row.payload.get("url", ""))
        if self.folder is None or parts is None:
            return None
        folder = self.folder.resolve()
        inner = parts.path.split("/uploads/", 1)[-1].lstrip("/")
        path = (folder / inner).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None

    def _take(self, row: ImportedItem, file: "File[bytes]") -> None:
        values = row.payload
        try:
            with transaction.atomic():
                texts = {"title": values.get("title", ""), "alt": values.get("alt", "")}
                asset = upload(file, site=self.ledger.site, by=self.by, **texts)
                more = {name: text for name in ("caption", "credit") if (text := values.get(name))}
                if more and not asset.is_duplicate:
                    Asset.objects.filter(pk=asset.pk).update(**more)
                row.target_kind, row.target_id, row.state = "asset", asset.pk, State.IMPORTED
                self._store(row, note="The library had this picture already." if asset.is_duplicate else "")
            self.fetched += 1
        except UploadRefused as refusal:
            row.state = State.FAILED
            self._store(row, note=f"It cannot be taken: {refusal}")

    def _store(self, row: ImportedItem, *, note: str) -> None:
        if (row.note, row.state) != (note, State.WAITING):
            row.note, row.run = note_of([note]), self.ledger.run
            self.ledger.save([row])


def _get(url: str) -> bytes | FetchError:
    try:
        limit = settings.MEDIA_MAX_MB * 1_000_000
        return fetch(url, max_bytes=limit, timeout=TIMEOUT, accept=("image/*", "application/octet-stream")).body
    except FetchError as error:
        return error


def _host(row: ImportedItem) -> str:
    parts = split(row.payload.get("url", ""))
    return host_of(parts) if parts else ""


def _file_name(row: ImportedItem) -> str:
    parts = split(row.payload.get("url", ""))
    return (parts.path if parts else "").rsplit("/", 1)[-1] or "picture"


def refusal_of(url: str, path: str) -> str:
    """Why a file of the source cannot become a picture at all; "" if it may."""
    name = path or url
    if not name:
        return "The file does not say where it is."
    kind = mimetypes.guess_type(name.split("?", 1)[0])[0] or ""
    if kind and not kind.startswith("image/") and not is_picture(name):
        return "Only pictures are taken into the library; links to it lead to where it was."
    return "SVG is not taken, since it can hold scripts; links to it lead to where it was." if "svg" in kind else ""
