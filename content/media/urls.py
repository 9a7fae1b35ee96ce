"""Addresses of renditions; those of the library stand in admin.py."""

from django.urls import path, register_converter

from content.media import views


class FormatConverter:
    regex = "webp|avif|jpg"

    def to_python(self, value: str) -> str:
        return "jpeg" if value == "jpg" else value

    def to_url(self, value: str) -> str:
        return "jpg" if value == "jpeg" else value


register_converter(FormatConverter, "media_format")

app_name = "media"
urlpatterns = [
    path("media/<slug:asset>/<slug:digest>-<int:width>.<media_format:form>", views.rendition, name="rendition"),
]
