"""The engine's jobs and periodic work."""

from accounts.jobs.registry import every, register

# The room of providers starts it by name; the call is budgeted and logged like any other, so the engine makes it.
register("providers.test_provider", run="ai.engine.probing.run", label="Test of an AI provider", queue="ai")
register("engine.try_prompts", run="ai.engine.trials.run", label="Test run of a prompt", queue="ai")
every(10, "engine.sweep")
every(3600, "engine.forget")
