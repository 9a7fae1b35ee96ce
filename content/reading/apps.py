from django.apps import AppConfig

from accounts.integrations.scopes import declare

PAGES = "pages:read"


class ReadingConfig(AppConfig):
    name = "content.reading"
    label = "reading"
    verbose_name = "Reading"

    def ready(self) -> None:
        declare(PAGES, "read published pages and search them")
