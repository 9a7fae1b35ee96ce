"""Kinds of jobs of this room."""

from accounts.jobs.registry import register
from ai.engine.services import RunFailed

register("rewriting.work", run="ai.rewriting.working.run", label="Help in a text", queue="ai", expected=(RunFailed,))
