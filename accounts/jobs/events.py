"""The facts that the jobs room announces."""

from accounts.audit.events import Event

job_finished = Event(
    "jobs.job_finished", "job_id", "state", doc="A job reached its end: done, failed or cancelled (`state`)."
)
