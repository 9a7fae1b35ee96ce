"""Gunicorn for live text: `gunicorn --config deploy/gunicorn/stream.py aicmr.asgi:application`.

Serves `/stream/` alone. One process holds hundreds of streams, since each only waits.
"""

import os

bind = os.environ.get("STREAM_BIND", "127.0.0.1:8003")
workers = int(os.environ.get("STREAM_WORKERS") or 1)
worker_class = "uvicorn_worker.UvicornWorker"
preload_app = False  # an event loop is made after the fork
timeout = 30
# A browser whose stream ends connects again to the next process, and goes on where it was.
graceful_timeout = 5
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeats must not wait for a disk
accesslog = None
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "info")
control_socket_disable = True
proc_name = "aicmr-stream"
