"""The facts that this room announces."""

from accounts.audit.events import Event

circuit_reset = Event("providers.circuit_reset", "circuit_id", doc="Someone let calls through to an endpoint again.")
provider_changed = Event("providers.provider_changed", "provider_id", doc="A provider was made or changed.")
