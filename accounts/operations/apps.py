from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OperationsConfig(AppConfig):
    name = "accounts.operations"
    label = "operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        autodiscover_modules("housekeeping")
