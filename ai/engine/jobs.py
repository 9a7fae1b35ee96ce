"""The engine's jobs and periodic work."""

from accounts.jobs.registry import every, register

register("engine.test_provider", run="ai.engine.probing.run", label="Test of an AI provider", queue="ai")
every(10, "engine.sweep")
every(3600, "engine.forget")
