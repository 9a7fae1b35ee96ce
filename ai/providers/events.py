"""The facts that this room announces."""

from accounts.audit.events import Event

canary_changed = Event(
    "providers.canary_changed", "route_id", "step", doc="A canary was started, stopped, promoted or taken back."
)
circuit_reset = Event("providers.circuit_reset", "circuit_id", doc="Someone let calls through to an endpoint again.")
provider_changed = Event("providers.provider_changed", "provider_id", doc="A provider was made or changed.")
