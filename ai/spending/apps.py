from django.apps import AppConfig


class SpendingConfig(AppConfig):
    name = "ai.spending"
    label = "spending"
    verbose_name = "AI spending"
