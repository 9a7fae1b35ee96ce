"""Kinds of jobs of this room."""

from accounts.jobs.registry import register
from ai.engine.services import RunFailed

register("review.read", run="ai.review.working.run", label="Review", queue="ai", expected=(RunFailed,))
