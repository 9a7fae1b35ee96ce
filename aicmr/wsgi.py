"""WSGI entry point: pages."""

import os

from django.core.wsgi import get_wsgi_application

from aicmr.lib.starting import started

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
application = started(get_wsgi_application)
