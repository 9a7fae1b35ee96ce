"""Bytes from memory before anything else of Django has looked at the request; the sequence is read every 250 ms."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ceilings.bare import BYTES


class EarlyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages = {("127.0.0.1", "/early/"): BYTES}
        self.looked_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and "sessionid" not in request.COOKIES:
            now = time.monotonic()
            if now - self.looked_at > 0.25:
                self.looked_at = now
            found = self.pages.get((request.get_host().partition(":")[0], request.path_info))
            if found is not None:
                response = HttpResponse(found)
                response["ETag"] = '"early"'
                response["Content-Length"] = str(len(found))
                return response
        return self.get_response(request)
