from django.apps import AppConfig

from content.publishing import annotations, marks


class ProposalsConfig(AppConfig):
    name = "ai.proposals"
    label = "proposals"
    verbose_name = "Proposals"

    def ready(self) -> None:
        annotations.register("ai.proposals.annotations.annotate")
        marks.register("ai.proposals.places.known")
