"""Periodic work of the media room."""

from accounts.jobs.registry import every

every(20, "media.sweep")
