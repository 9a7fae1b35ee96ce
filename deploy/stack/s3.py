"""An S3-compatible server for one machine: `s3.py PORT FOLDER`.

moto keeps everything in memory; this keeps a copy of each object in FOLDER and reads it back at the start, so
that a bucket survives its server as a real one does. For development and drills, not for production.
"""

import json
import os
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, run_simple

ACCOUNT = "123456789012"
StartResponse = Callable[..., Any]


class Kept:
    """moto's application; after each write the folder says what memory says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.application = DomainDispatcherApplication(create_backend_app)
        self.backend = s3_backends[ACCOUNT]["aws"]
        self._load()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        answer = self.application(environ, start_response)
        bucket, _, key = str(environ.get("PATH_INFO", "")).lstrip("/").partition("/")
        if environ["REQUEST_METHOD"] in ("PUT", "POST", "DELETE") and not bucket.startswith("moto-api"):
            return self._kept(answer, bucket, key, str(environ.get("QUERY_STRING", "")))
        return answer

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
    run_simple("127.0.0.1", port, Kept(folder), threaded=True, request_handler=_Quiet)


if __name__ == "__main__":
    main()
