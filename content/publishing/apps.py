from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "content.publishing"
    label = "publishing"
    verbose_name = "Publishing"
