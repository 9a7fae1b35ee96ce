from ai.proposals.models.proposals import BUILT_IN, Decision, Proposal
from ai.proposals.models.provenance import Mark, Marked, Provenance

__all__ = ["BUILT_IN", "Decision", "Mark", "Marked", "Proposal", "Provenance"]
