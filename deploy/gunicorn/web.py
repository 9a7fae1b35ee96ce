"""Gunicorn for pages: `gunicorn --config deploy/gunicorn/web.py aicmr.wsgi:application`.

nginx stands before it, takes slow clients upon itself and keeps the line short (`max_conns`).
"""

import gc
import os
from typing import Any

bind = os.environ.get("WEB_BIND", "127.0.0.1:8001")
workers = int(os.environ.get("WEB_WORKERS") or 2)
# Threads, so that requests that wait for a slow database leave room for those that memory answers.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 8)
keepalive = 0  # nginx opens a connection for each request: none is ever half closed when a process is renewed
backlog = 512
# Settings are read and templates found once; children share that memory with their parent.
preload_app = True
# A request that hangs in a dead server ends, and its process with it; nginx gives up at the same time.
timeout = 30
# Long enough for what runs when a server is told to stop, so that nobody loses an answer.
graceful_timeout = 30
# Whatever a library may leak ends here; the share of chance keeps the processes from ending all at once.
max_requests = 50_000
max_requests_jitter = 10_000
limit_request_line = 8190
limit_request_fields = 60
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeats must not wait for a disk
accesslog = None  # nginx and Django's own middleware log requests
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "info")
control_socket_disable = True
proc_name = "aicmr-web"
# Nothing that loading makes is waste: looking for some takes a sixth of the start.
gc.disable()


def when_ready(server: Any) -> None:
    """What the parent has loaded stays shared: the collector of a child does not touch it."""
    from aicmr.lib.starting import load_templates

    load_templates()
    gc.collect()
    gc.freeze()
    gc.enable()
