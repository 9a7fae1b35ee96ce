"""Addresses: each house adds its own; content comes last, since its catch-all serves live pages."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from aicmr.health import healthz, readyz
from aicmr.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    *[path("", include(f"{house}.urls")) for house in ("accounts", "ai", "content") if find_spec(house)],
]

if find_spec("content"):
    handler400, handler403, handler404, handler429, handler500 = (
        f"content.reading.views.errors.{name}"
        for name in ("bad_request", "permission_denied", "not_found", "too_many", "server_error")
    )
