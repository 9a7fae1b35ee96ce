from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from content import slots


class ContentConfig(AppConfig):
    name = "content"
    label = "content"
    verbose_name = "Content"

    def ready(self) -> None:
        autodiscover_modules("slots", "words")
        slots.check()
