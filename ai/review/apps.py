from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "ai.review"
    label = "review"
    verbose_name = "Review"
