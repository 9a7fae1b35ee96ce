"""Periodic work of operations."""

from accounts.jobs.registry import every

every(900, "operations.back_up")
every(6 * 3600, "operations.prune")
