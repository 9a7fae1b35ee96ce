"""The Celery application; tasks are found in each room's `tasks` module."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
TRANSPORT_ALIASES["filesystem"] = "aicmr.lib.filequeue:Transport"

app = Celery("aicmr")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
