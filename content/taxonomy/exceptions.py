class TermRefused(Exception):
    """A term that cannot be stored, moved or merged; the text says what to do."""
