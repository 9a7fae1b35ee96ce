"""Bytes from the storage to the browser."""

from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from aicmr.lib import sending
from aicmr.lib.storage import sent_by_nginx

if TYPE_CHECKING:
    from content.media.models import Asset, Rendition

_MISSING = "The file of this picture is missing."
_FOREVER = "public, max-age=31536000, immutable"
_FOR_EDITORS = "private, max-age=3600"
# An original came from outside: even opened in a tab of its own it may load, run and embed nothing.
_ORIGINAL_POLICY = "default-src 'none'; sandbox"
Response = TypeVar("Response", bound=HttpResponseBase)


def file_response(name: str, mime: str) -> HttpResponse:
    """A small file, or the word to nginx where it lies (`MEDIA_X_ACCEL`)."""
    if settings.MEDIA_X_ACCEL:
        return HttpResponse(content_type=mime, headers={"X-Accel-Redirect": sent_by_nginx(default_storage, name)})
    try:
        with default_storage.open(name) as file:
            return HttpResponse(file.read(), content_type=mime)
    except FileNotFoundError:
        raise Http404(_MISSING) from None


def marked(response: Response, rendition: "Rendition") -> Response:
    """Says that the bytes never change under this address, and who may keep them."""
    response["ETag"] = f'"{rendition.digest}"'
    response["Cache-Control"] = _FOREVER if rendition.asset.is_public else _FOR_EDITORS
    response["X-Content-Type-Options"] = "nosniff"
    return response


def original_response(request: HttpRequest, asset: "Asset", *, as_attachment: bool) -> HttpResponseBase:
    """The original in pieces, with the type that its bytes have; the caller has checked who asks."""
    response = sending.sent(request, str(asset.original.name), size=asset.size, missing=_MISSING)
    response["Content-Type"] = asset.mime
    response["Content-Disposition"] = content_disposition_header(as_attachment, asset.download_name) or "inline"
    response["Cache-Control"] = _FOR_EDITORS
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _ORIGINAL_POLICY
    return response
