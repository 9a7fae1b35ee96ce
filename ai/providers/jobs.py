"""The jobs of this room. `providers.test_provider` is the engine's, since its call is budgeted and logged."""

from accounts.jobs.registry import register

register("providers.list_models", run="ai.providers.listing.run", label="Ask a provider for its models", queue="ai")
