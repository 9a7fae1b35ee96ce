from django.apps import AppConfig


class RewritingConfig(AppConfig):
    name = "ai.rewriting"
    label = "rewriting"
    verbose_name = "Rewriting"
