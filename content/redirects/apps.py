from django.apps import AppConfig


class RedirectsConfig(AppConfig):
    name = "content.redirects"
    label = "redirects"
    verbose_name = "Redirects"
