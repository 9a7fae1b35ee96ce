"""An S3-compatible server for one machine: `s3.py PORT FOLDER [KEYS]`.

moto keeps everything in memory; this keeps a copy of each object in FOLDER and reads it back at the start, so
that a bucket survives its server as a real one does. moto lets everybody in: while there is a file KEYS, only the ids
of keys that it names (signatures are not checked). For development and drills, not for production.
"""

import json
import os
import re
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, run_simple

ACCOUNT = "123456789012"
_CREDENTIAL = re.compile(r"Credential=([^/&,\s]+)/")
StartResponse = Callable[..., Any]


class Kept:
    """moto's application; after each write the folder says what memory says."""

    def __init__(self, folder: Path, keys: Path | None = None) -> None:
        self.folder, self.keys = folder, keys
        self.application = DomainDispatcherApplication(create_backend_app)
        self.backend = s3_backends[ACCOUNT]["aws"]
        self._load()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not self._may_enter(environ):
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>InvalidAccessKeyId</Code><Message>There is no such key.</Message></Error>"]
        answer = self.application(environ, start_response)
        bucket, _, key = str(environ.get("PATH_INFO", "")).lstrip("/").partition("/")
        if environ["REQUEST_METHOD"] in ("PUT", "POST", "DELETE") and not bucket.startswith("moto-api"):
            return self._kept(answer, bucket, key, str(environ.get("QUERY_STRING", "")))
        return answer

    def _may_enter(self, environ: dict[str, Any]) -> bool:
        if self.keys is None or not self.keys.exists() or environ["PATH_INFO"].startswith("/moto-api"):
            return True
        said = f"{environ.get('HTTP_AUTHORIZATION', '')}&{unquote(environ.get('QUERY_STRING', ''))}"
        return (found := _CREDENTIAL.search(said)) is not None and found[1] in self.keys.read_text().split()

    def _kept(self, answer: Iterable[bytes], bucket: str, key: str, query: str) -> Iterable[bytes]:
        """The answer, once the disk has what it confirms."""
        whole = list(answer)
        if bucket in self.backend.buckets:
            (self.folder / bucket).mkdir(parents=True, exist_ok=True)
            for name in [key] if key else []:
                self._keep(bucket, name)
            if "delete" in query:
                for path in (self.folder / bucket).iterdir():
                    self._keep(bucket, urlsafe_b64decode(path.name).decode())
        return whole

    def _keep(self, bucket: str, name: str) -> None:
        path = self.folder / bucket / urlsafe_b64encode(name.encode()).decode()
        found = self.backend.buckets[bucket].keys.get(name)
        if found is None:
            path.unlink(missing_ok=True)
            return
        head = json.dumps({"type": found.metadata.get("content-type", "binary/octet-stream")}).encode()
        aside = path.with_name(f".{os.getpid()}.part")
        with aside.open("wb") as file:
            file.write(head + b"\n" + found.value)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)

    def _load(self) -> None:
        for bucket in sorted(path for path in self.folder.iterdir() if path.is_dir()):
            self.backend.create_bucket(bucket.name, "us-east-1")
            for path in bucket.iterdir():
                if path.name.startswith("."):
                    path.unlink()
                    continue
                head, _, body = path.read_bytes().partition(b"\n")
                stored = self.backend.put_object(bucket.name, urlsafe_b64decode(path.name).decode(), body)
                stored.set_metadata({"Content-Type": json.loads(head)["type"]})


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Each request would be a line; faults still are."""


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    kept = Kept(folder, Path(sys.argv[3]) if len(sys.argv) > 3 else None)
    run_simple("127.0.0.1", port, kept, threaded=True, request_handler=_Quiet)


if __name__ == "__main__":
    main()
