"""WSGI entry point: pages, from memory where they are kept there."""

import os

from django.core.wsgi import get_wsgi_application

from aicmr.lib import breaker
from aicmr.lib.starting import started
from aicmr.pages import Front

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
breaker.turn_on()
application = Front(started(get_wsgi_application))
