"""The file of an export on its way to the browser, in pieces."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

if TYPE_CHECKING:
    from content.archives.models import Export

_CHUNK = 1 << 18


def sent(request: HttpRequest, export: "Export") -> HttpResponseBase:
    """As a download that nobody keeps; the caller has checked who asks."""
    response: HttpResponseBase
    if settings.MEDIA_X_ACCEL:
        response = HttpResponse(headers={"X-Accel-Redirect": f"/_media/{export.file}"})
    else:
        response = _streamed(request, export.file)
        response["Content-Length"] = str(export.size)
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = content_disposition_header(True, export.file_name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _streamed(request: HttpRequest, name: str) -> StreamingHttpResponse:
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404("The file of this export is gone. Export again.") from None
    return StreamingHttpResponse(_async_chunks(file) if isinstance(request, ASGIRequest) else _chunks(file))


def _chunks(file: "File[bytes]") -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


async def _async_chunks(file: "File[bytes]") -> AsyncIterator[bytes]:
    try:
        while chunk := await sync_to_async(file.read)(_CHUNK):
            yield chunk
    finally:
        await sync_to_async(file.close)()
