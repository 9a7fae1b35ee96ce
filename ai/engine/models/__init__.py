"""Rows of the AI engine: who answers, what it costs, what may be spent, what was asked."""

from ai.engine.models.providers import Circuit, Model, Price, PromptOverride, Provider, Route
from ai.engine.models.runs import Budget, Reservation, Run

__all__ = ["Budget", "Circuit", "Model", "Price", "PromptOverride", "Provider", "Reservation", "Route", "Run"]
