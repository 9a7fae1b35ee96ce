from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "ai.usage"
    label = "usage"
    verbose_name = "AI usage"
