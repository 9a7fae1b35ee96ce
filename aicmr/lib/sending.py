"""A file of the storage on its way to the browser: by nginx where it can (`MEDIA_X_ACCEL`), else in pieces."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from aicmr.lib.storage import sent_by_nginx

_CHUNK = 1 << 17


def sent(request: HttpRequest, name: str, *, size: int, missing: str) -> HttpResponseBase:
    """Without headers about what it is; the caller has checked who asks. Raises Http404 with the words of `missing`."""
    if settings.MEDIA_X_ACCEL:
        return HttpResponse(headers={"X-Accel-Redirect": sent_by_nginx(default_storage, name)})
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404(missing) from None
    response = StreamingHttpResponse(_async_chunks(file) if isinstance(request, ASGIRequest) else _chunks(file))
    response["Content-Length"] = str(size)
    return response


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
