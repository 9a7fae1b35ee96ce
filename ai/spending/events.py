"""The facts that this room announces."""

from accounts.audit.events import Event

budget_changed = Event("spending.budget_changed", "budget_id", doc="A budget was made or changed.")
budget_nearly_spent = Event(
    "spending.budget_nearly_spent", "budget_id", doc="The share to be told of is used; once per period."
)
budget_stopped = Event("spending.budget_stopped", "budget_id", doc="A budget refused a call; once per period.")
