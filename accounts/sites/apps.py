from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "accounts.sites"
    label = "sites"
    verbose_name = "Sites"
