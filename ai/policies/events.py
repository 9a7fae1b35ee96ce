"""The facts that this room announces."""

from accounts.audit.events import Event

rule_changed = Event("policies.rule_changed", "rule_id", "policy", doc="A rule was made or changed.")
privacy_changed = Event("policies.privacy_changed", "privacy_id", doc="A site changed what of a text may leave.")
rule_lifted = Event("policies.rule_lifted", "rule_id", "policy", doc="A rule was taken away.")
