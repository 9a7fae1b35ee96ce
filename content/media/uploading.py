"""Receiving files: straight to disk, and no further than they may be large."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

MOST_FILES = 200


class CappedFileHandler(TemporaryFileUploadHandler):
    """Writes each file to a temporary one; of a file over the limit the rest is read and thrown away.

    Names of such files stand in `request.oversized`, since the form never sees them.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.MEDIA_MAX_MB * 1_000_000:
            oversized_in(self.request).append(self.file_name or "The file")
            self.file.close()
            raise SkipFile
        super().receive_data_chunk(raw_data, start)


def oversized_in(request: Any) -> list[str]:
    """Names of the files of this request that were too large to be kept."""
    names: list[str] = request.__dict__.setdefault("oversized", [])
    return names


def cap_uploads(request: HttpRequest) -> None:
    """Use the capped handler; to be called before anything reads the request's body."""
    request.upload_handlers = [CappedFileHandler(request)]
