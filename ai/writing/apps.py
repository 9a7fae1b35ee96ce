from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "ai.writing"
    label = "writing"
    verbose_name = "Writing"
