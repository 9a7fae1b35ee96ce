"""The engine in the admin."""

from ai.engine.admin.prompts import PromptOverrideAdmin
from ai.engine.admin.runs import RunAdmin

__all__ = ["PromptOverrideAdmin", "RunAdmin"]
