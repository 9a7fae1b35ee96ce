from django.apps import AppConfig


class EvalsConfig(AppConfig):
    name = "ai.evals"
    label = "evals"
    verbose_name = "Evaluations"
