"""The live text of a run."""

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.sites.context import site_of
from ai.engine import streaming
from ai.engine.models import Run
from aicmr.lib import sse


@require_GET
def stream(request: HttpRequest, public_id: str) -> StreamingHttpResponse:
    run = get_object_or_404(Run.objects.visible_to(request.user, site_of(request)), public_id=public_id)
    events = streaming.events(run, request.headers.get("Last-Event-ID", ""))
    return StreamingHttpResponse(events, content_type=sse.CONTENT_TYPE, headers=sse.HEADERS)
