from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "content.reading"
    label = "reading"
    verbose_name = "Reading"
