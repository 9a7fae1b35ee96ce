"""Found at start like that of every other room."""

from accounts.operations import brooms

__all__ = ["brooms"]
