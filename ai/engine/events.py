"""The facts that the engine announces."""

from accounts.audit.events import Event

provider_changed = Event("engine.provider_changed", "provider_id", doc="A provider was made or changed.")
budget_changed = Event("engine.budget_changed", "budget_id", doc="A budget was made or changed.")
prompt_changed = Event("engine.prompt_changed", "prompt_id", doc="A site has a new version of a prompt of its own.")
