"""Where backups are kept: a folder, or a bucket of an S3-compatible service."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, Protocol, cast
from urllib.parse import urlsplit

from django.conf import settings

from accounts.operations.exceptions import BackupFailed

# Our names of what gives access to a bucket, and boto3's.
_NAMES = {
    "endpoint": "endpoint_url",
    "region": "region_name",
    "access_key": "aws_access_key_id",
    "secret_key": "aws_secret_access_key",
}


class Shelf(Protocol):
    """Names are relative, with slashes. Every method raises BackupFailed with what to do."""

    place: str

    def names(self, prefix: str) -> set[str]: ...

    def put(self, name: str, file: BinaryIO) -> None:
        """All of it or nothing."""

    def get(self, name: str) -> Any:
        """A context manager that gives an open file."""

    def delete(self, name: str) -> None: ...


def shelf(place: str) -> Shelf:
    """`s3://bucket/prefix`, or a folder (made where it is missing)."""
    if place.startswith("s3://"):
        return Bucket(place)
    if "://" in place:
        raise BackupFailed(f"{place!r} is neither a folder nor an address like s3://bucket/prefix.")
    return Folder(Path(place))


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.place = str(self.path)

    def names(self, prefix: str) -> set[str]:
        start = self.path / prefix if prefix.endswith("/") else self.path
        found = (path for path in start.rglob("*") if path.is_file() and not path.name.endswith(".part"))
        names = {path.relative_to(self.path).as_posix() for path in found}
        return {name for name in names if name.startswith(prefix)}

    def put(self, name: str, file: BinaryIO) -> None:
        path = self.path / name
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                shutil.copyfileobj(file, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise BackupFailed(f"{path} cannot be written: {error.strerror or error}.") from None

    @contextmanager
    def get(self, name: str) -> Iterator[BinaryIO]:
        try:
            file = (self.path / name).open("rb")
        except OSError as error:
            raise BackupFailed(f"{self.path / name} cannot be read: {error.strerror or error}.") from None
        with file:
            yield file

    def delete(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)


class Bucket:
    """Address, region and credentials are those of the pictures' bucket: S3_ENDPOINT_URL, AWS_*."""

    def __init__(self, place: str) -> None:
        parts = urlsplit(place)
        self.place = place.rstrip("/")
        self.bucket, self.prefix = parts.netloc, parts.path.strip("/")
        if not self.bucket:
            raise BackupFailed(f"{place!r} names no bucket; write s3://bucket/prefix.")

    def names(self, prefix: str) -> set[str]:
        with _client(self.bucket) as client:
            pages = client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self._key(prefix))
            keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        return {key[len(self.prefix) + 1 if self.prefix else 0 :] for key in keys}

    def put(self, name: str, file: BinaryIO) -> None:
        with _client(self.bucket) as client:
            client.upload_fileobj(_Unclosed(file), self.bucket, self._key(name))

    @contextmanager
    def get(self, name: str) -> Iterator[BinaryIO]:
        with NamedTemporaryFile() as copy:
            with _client(self.bucket) as client:
                client.download_fileobj(self.bucket, self._key(name), copy)
            copy.seek(0)
            yield cast(BinaryIO, copy.file)

    def delete(self, name: str) -> None:
        with _client(self.bucket) as client:
            client.delete_object(Bucket=self.bucket, Key=self._key(name))

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name


@contextmanager
def _client(bucket: str) -> Iterator[Any]:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    patience = Config(connect_timeout=5, read_timeout=60, retries={"max_attempts": 3})
    access: dict[str, str] = settings.S3_ACCESS
    given = {_NAMES[name]: value for name, value in access.items() if value}
    try:
        yield boto3.client("s3", config=patience, **given)
    except (BotoCoreError, ClientError, boto3.exceptions.Boto3Error) as error:
        raise BackupFailed(f"The bucket {bucket} refuses: {error}") from None


class _Unclosed:
    """boto3 closes what it uploads."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)
