from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "accounts.integrations"
    label = "integrations"
    verbose_name = "Integrations"
