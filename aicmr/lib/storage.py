"""A bucket as Django's storage, without the weight of its client in processes that move no file.

boto3 and django-storages cost 50 MB and a fifth of a second: they are loaded with the first file that is
written or read. Readers' pictures need neither: nginx fetches them from an address that is signed here.
"""

import hmac
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

EXPIRES = 300  # seconds: long enough for clocks that differ


class StorageUnavailable(OSError):
    """The bucket does not answer, or refuses; what was to be done can be repeated."""


@deconstructible
class BucketStorage(Storage):
    """Files in an S3-compatible bucket. Options: bucket, endpoint, region, access_key, secret_key.

    Whatever the client raises arrives as StorageUnavailable, but for FileNotFoundError.
    """

    def __init__(self, *, bucket: str, endpoint: str, region: str, access_key: str, secret_key: str) -> None:
        self.bucket = bucket
        self.endpoint = endpoint.rstrip("/") or f"https://s3.{region}.amazonaws.com"
        self.region = region
        self.access_key = access_key
        self.secret_key = secret_key

    @cached_property
    def _client(self) -> Any:
        from botocore.config import Config
        from storages.backends.s3 import S3Storage

        return S3Storage(
            bucket_name=self.bucket,
            endpoint_url=self.endpoint,
            region_name=self.region,
            access_key=self.access_key,
            secret_key=self.secret_key,
            file_overwrite=False,
            querystring_expire=EXPIRES,
            client_config=Config(
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                connect_timeout=2,
                read_timeout=20,
                retries={"total_max_attempts": 2},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def _open(self, name: str, mode: str = "rb") -> File:
        with _in_our_words():
            file: File = self._client.open(name, mode)
            if "r" in mode:
                file.read(0)  # fetched now, so that what goes wrong is said in our words
            return file

    def _save(self, name: str, content: File) -> str:
        with _in_our_words():
            return str(self._client._save(name, content))

    def exists(self, name: str) -> bool:
        with _in_our_words():
            return bool(self._client.exists(name))

    def size(self, name: str) -> int:
        with _in_our_words():
            return int(self._client.size(name))

    def delete(self, name: str) -> None:
        with _in_our_words():
            self._client.delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _in_our_words():
            folders, files = self._client.listdir(path)
            return list(folders), list(files)

    def get_modified_time(self, name: str) -> datetime:
        with _in_our_words():
            found: datetime = self._client.get_modified_time(name)
            return found

    def url(self, name: str | None) -> str:
        """An address that works for `EXPIRES` seconds for whoever has it."""
        return f"{self.endpoint}{self.signed_path(name or '')}"

    def answers(self) -> None:
        """Raises OSError unless somebody listens at the bucket's address; loads nothing."""
        parts = urlsplit(self.endpoint)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        socket.create_connection((parts.hostname or "", port), 0.5).close()

    def signed_path(self, name: str, *, now: datetime | None = None) -> str:
        """Path and query that read one object: AWS Signature Version 4, in the query string.

        Source: docs.aws.amazon.com, "Authenticating Requests: Using Query Parameters".
        """
        now = now or datetime.now(UTC)
        stamp, day = f"{now:%Y%m%dT%H%M%SZ}", f"{now:%Y%m%d}"
        scope = f"{day}/{self.region}/s3/aws4_request"
        path = f"/{self.bucket}/{quote(name, safe='/~')}"
        fields = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{self.access_key}/{scope}",
            "X-Amz-Date": stamp,
            "X-Amz-Expires": str(EXPIRES),
            "X-Amz-SignedHeaders": "host",
        }
        query = "&".join(f"{key}={quote(value, safe='~')}" for key, value in sorted(fields.items()))
        host = urlsplit(self.endpoint).netloc
        request = f"GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(request.encode()).hexdigest()}"
        key = f"AWS4{self.secret_key}".encode()
        for part in (day, self.region, "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        return f"{path}?{query}&X-Amz-Signature={hmac.digest(key, text.encode(), 'sha256').hex()}"


def sent_by_nginx(storage: Storage, name: str) -> str:
    """The internal address at which nginx finds the file: in a folder, or in the bucket."""
    signed = getattr(storage, "signed_path", None)
    return f"/_bucket{signed(name)}" if signed else f"/_media/{name}"


@contextmanager
def _in_our_words() -> Iterator[None]:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise StorageUnavailable(f"The file store does not answer ({type(error).__name__}). Try again.") from error
