"""Kinds of jobs of this room."""

from accounts.jobs.registry import register
from ai.engine.services import RunFailed

register("bulk.run", run="ai.bulk.working.run", label="One task for many texts", queue="ai", expected=(RunFailed,))
