"""Refusals of this room."""


class ImportRefused(Exception):
    """The text says what to do."""
