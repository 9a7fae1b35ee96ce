"""Settings of the worker that tests start and kill: the real ones, for the lowest house, with one more kind of job."""

from aicmr.settings.base import *  # noqa: F403
from aicmr.settings.base import CELERY_IMPORTS, INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app.split(".")[0] not in ("content", "ai")]
CELERY_IMPORTS = [*CELERY_IMPORTS, "tests.accounts.jobs.mending"]
