"""Kinds of jobs of this room."""

from accounts.jobs.registry import register
from ai.proposals.exceptions import ProposalError

register(
    "proposals.decide",
    run="ai.proposals.deciding.run_decisions",
    label="Decide on proposals",
    expected=(ProposalError,),
)
register(
    "proposals.undo",
    run="ai.proposals.deciding.run_undo",
    label="Undo decisions on proposals",
    expected=(ProposalError,),
)
