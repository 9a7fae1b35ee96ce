"""A Celery application with nothing but a broker: `celery -A bare_queue worker`."""

import os

from celery import Celery

app = Celery("bare", broker=os.environ["REDIS_URL"].rpartition("/")[0] + "/9", include=["tasks"])
app.conf.task_ignore_result = True
