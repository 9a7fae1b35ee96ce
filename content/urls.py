"""Rooms in the order in which they answer; the last address of reading takes every path that is left."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("content.media.urls")),
    path("", include("content.search.urls")),
    path("", include("content.reading.urls")),
]
