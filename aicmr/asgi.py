"""ASGI entry point: live text, and every page where one process serves all."""

import os

from django.core.asgi import get_asgi_application

from aicmr.lib import breaker
from aicmr.lib.starting import started

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
breaker.turn_on()
application = started(get_asgi_application)
