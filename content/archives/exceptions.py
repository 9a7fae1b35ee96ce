"""Refusals, in words for people."""


class ArchiveRefused(Exception):
    """This file cannot be restored; the message says why and what to do. Nothing was written."""


class ExportRefused(Exception):
    """Nothing can be exported so; the message says what to do."""


class RestoreTakenOver(Exception):
    """Another process works on the same restore."""
