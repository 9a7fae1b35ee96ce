from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PoliciesConfig(AppConfig):
    name = "ai.policies"
    label = "policies"
    verbose_name = "AI rules"

    def ready(self) -> None:
        autodiscover_modules("scopes")
