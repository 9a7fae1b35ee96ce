"""Refusals in words for operators."""


class BackupFailed(Exception):
    """Nothing was made or restored; the message says why and what to do."""
