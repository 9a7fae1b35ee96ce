from django.apps import AppConfig

from content.articles import actions


class BulkConfig(AppConfig):
    name = "ai.bulk"
    label = "bulk"
    verbose_name = "Bulk work"

    def ready(self) -> None:
        address, right = "admin:bulk_bulk_add", "bulk.add_bulk"
        actions.offer("article", "ai_bulk", label="AI for these texts …", address=address, permission=right)
