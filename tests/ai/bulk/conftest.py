from tests.ai.writing.conftest import _impatient, model, server

__all__ = ["_impatient", "model", "server"]
