from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PublishingConfig(AppConfig):
    name = "content.publishing"
    label = "publishing"
    verbose_name = "Publishing"

    def ready(self) -> None:
        autodiscover_modules("kinds", "usage", "changes")
