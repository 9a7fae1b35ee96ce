from django.contrib import admin

from ai.proposals.admin.ledger import ProvenanceAdmin
from ai.proposals.admin.queue import ProposalAdmin
from ai.proposals.models import Proposal, Provenance

admin.site.register(Proposal, ProposalAdmin)
admin.site.register(Provenance, ProvenanceAdmin)
