from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "ai.providers"
    label = "providers"
    verbose_name = "AI providers"
