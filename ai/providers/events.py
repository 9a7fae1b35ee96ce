"""The facts that this room announces."""

from accounts.audit.events import Event

provider_changed = Event("providers.provider_changed", "provider_id", doc="A provider was made or changed.")
