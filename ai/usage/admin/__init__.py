"""Usage and the outbound register in the admin."""

from ai.usage.admin.register import SendingAdmin
from ai.usage.admin.sums import UsageAdmin

__all__ = ["SendingAdmin", "UsageAdmin"]
