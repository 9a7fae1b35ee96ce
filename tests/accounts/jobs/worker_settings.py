"""Settings of the worker that tests start and kill: the real ones, with one more kind of job."""

from aicmr.settings.base import *  # noqa: F403
from aicmr.settings.base import CELERY_IMPORTS

CELERY_IMPORTS = [*CELERY_IMPORTS, "tests.accounts.jobs.mending"]
