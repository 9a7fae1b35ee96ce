"""The facts that the engine announces."""

from accounts.audit.events import Event

prompt_changed = Event("engine.prompt_changed", "prompt_id", doc="A site has a new version of a prompt of its own.")
