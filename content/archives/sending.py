"""The file of an export on its way to the browser."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from aicmr.lib import sending

if TYPE_CHECKING:
    from content.archives.models import Export


def sent(request: HttpRequest, export: "Export") -> HttpResponseBase:
    """As a download that nobody keeps; the caller has checked who asks."""
    missing = "The file of this export is gone. Export again."
    response = sending.sent(request, export.file, size=export.size, missing=missing)
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = content_disposition_header(True, export.file_name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
