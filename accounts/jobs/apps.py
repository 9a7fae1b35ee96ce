from celery import current_app
from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from accounts.jobs import registry

SWEEP = 10.0  # seconds


class JobsConfig(AppConfig):
    name = "accounts.jobs"
    label = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        registry.every(SWEEP, "audit.sweep")
        registry.every(SWEEP, "jobs.sweep")
        autodiscover_modules("jobs")
        current_app.conf.beat_schedule = registry.beat_schedule()
