"""Addresses: each house adds its own; content comes last, since its catch-all serves live pages."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    *[path("", include(f"{house}.urls")) for house in ("accounts", "ai", "content") if find_spec(house)],
]
