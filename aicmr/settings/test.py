"""Settings for the test suite: fast hashing, plain static files, tasks run where they are queued."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from aicmr.settings.base import *  # noqa: F403
from aicmr.settings.base import CACHES, DATABASES, REDIS_URL, TEMPLATES, VAR_DIR  # noqa: F401

SECRET_KEY = "test-key-that-is-long-enough-for-every-check-0123456789-abcdefghij"
WHITENOISE_USE_FINDERS = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(tempfile.gettempdir()) / "aicmr-test-media"
# The clock's own connection sees nothing of a test's transaction; tests that commit turn both on.
PAGE_CACHE = 0
SITE_CLOCK = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True

# A file, not memory: threads and processes of one test need connections of their own, as in production.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"aicmr-test-{os.getpid()}.sqlite3")}

# Workers of one run clear their caches between tests: each has a Redis database of its own, from 1 on.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if REDIS_URL and _WORKER:
    REDIS_URL = urlsplit(REDIS_URL)._replace(path=f"/{int(_WORKER[2:]) + 1}").geturl()
    for _cache in CACHES.values():
        _cache["LOCATION"] = REDIS_URL
