"""Kinds of jobs of this room."""

from accounts.jobs.registry import register
from ai.engine.services import RunFailed

register("evals.run", run="ai.evals.working.run", label="Evaluation", queue="ai", expected=(RunFailed,))
