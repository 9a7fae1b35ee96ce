"""What this room announces."""

from accounts.audit.events import Event

set_built = Event("evals.set_built", "set_id", doc="A golden set was built from accepted texts.")
eval_started = Event("evals.eval_started", "eval_id", doc="Prompt or model versions are compared on a golden set.")
eval_forced = Event("evals.eval_forced", "eval_id", doc="Somebody went on although a version was measured as worse.")
