from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ArchivesConfig(AppConfig):
    name = "content.archives"
    label = "archives"
    verbose_name = "Archives"

    def ready(self) -> None:
        autodiscover_modules("archives")
