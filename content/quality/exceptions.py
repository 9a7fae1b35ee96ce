"""Why something was not stored; messages are for people."""


class QualityRefused(ValueError):
    """The guideline or term cannot be stored so."""
