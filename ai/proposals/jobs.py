"""Kinds of jobs of this room."""

from accounts.jobs.registry import every, register
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
# So that whoever opens the ledger finds little left to be looked through.
every(300, "proposals.look_for_marks")
