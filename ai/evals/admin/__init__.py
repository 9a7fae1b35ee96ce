"""Golden sets, evaluations and canaries in the admin."""

from ai.evals.admin.canaries import CanaryAdmin
from ai.evals.admin.evals import EvalRunAdmin
from ai.evals.admin.sets import GoldenSetAdmin

__all__ = ["CanaryAdmin", "EvalRunAdmin", "GoldenSetAdmin"]
