"""What beat asks of redirects."""

from accounts.jobs.registry import every

every(60, "redirects.suggest")
every(3600, "redirects.suggest_again")
