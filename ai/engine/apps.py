from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "ai.engine"
    label = "engine"
    verbose_name = "AI engine"
