"""Classical language work on given text: pure functions, no network, no model, no Django."""

from ai.local.completion import PURPOSES, Completion, complete

__all__ = ["PURPOSES", "Completion", "complete"]
