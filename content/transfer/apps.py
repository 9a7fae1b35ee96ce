from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from content.reading import numbers


class TransferConfig(AppConfig):
    name = "content.transfer"
    label = "transfer"
    verbose_name = "Moving in"

    def ready(self) -> None:
        autodiscover_modules("importers")
        numbers.register("content.transfer.resolving.path_of")
