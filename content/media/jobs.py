"""Periodic work of the media room."""

from accounts.jobs.registry import every

every(10, "media.sweep")
