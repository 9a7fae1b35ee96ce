"""The engine in the admin."""

from ai.engine.admin.budgets import BudgetAdmin
from ai.engine.admin.prompts import PromptOverrideAdmin
from ai.engine.admin.providers import ModelAdmin, ProviderAdmin, RouteAdmin
from ai.engine.admin.runs import RunAdmin

__all__ = ["BudgetAdmin", "ModelAdmin", "PromptOverrideAdmin", "ProviderAdmin", "RouteAdmin", "RunAdmin"]
