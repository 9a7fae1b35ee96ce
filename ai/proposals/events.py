"""What this room announces."""

from accounts.audit.events import Event

proposal_made = Event("proposals.proposal_made", "proposal_id", doc="AI proposed a change")
proposal_decided = Event(
    "proposals.proposal_decided", "proposal_id", "state", doc="A person accepted, edited or rejected a proposal"
)
decision_undone = Event("proposals.decision_undone", "proposal_id", doc="A decision on a proposal was taken back")
