from importlib import import_module

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "content.quality"
    label = "quality"
    verbose_name = "Quality"

    def ready(self) -> None:
        for module in ("structure", "words"):
            import_module(f"content.quality.rules.{module}")
