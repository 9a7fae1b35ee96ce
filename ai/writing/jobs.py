"""Kinds of jobs of this room."""

from accounts.jobs.registry import register
from ai.engine.services import RunFailed

register(
    "writing.draft",
    run="ai.writing.drafting.run",
    label="Draft from a brief",
    queue="ai",
    expected=(RunFailed,),
)
register(
    "writing.suggest",
    run="ai.writing.suggesting.run",
    label="Suggestion",
    queue="ai",
    expected=(RunFailed,),
)
