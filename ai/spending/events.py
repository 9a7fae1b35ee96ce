"""The facts that this room announces."""

from accounts.audit.events import Event

budget_changed = Event("spending.budget_changed", "budget_id", doc="A budget was made or changed.")
