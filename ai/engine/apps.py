from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EngineConfig(AppConfig):
    name = "ai.engine"
    label = "engine"
    verbose_name = "AI engine"

    def ready(self) -> None:
        autodiscover_modules("samples", "gates", "guidelines", "examples")
