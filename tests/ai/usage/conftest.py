"""The engine's scripted server and its model."""

from tests.ai.engine.conftest import _impatient, model, server

__all__ = ["_impatient", "model", "server"]
