from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "ai.proposals"
    label = "proposals"
    verbose_name = "Proposals"
