from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "content.media"
    label = "media"
    verbose_name = "Media"
