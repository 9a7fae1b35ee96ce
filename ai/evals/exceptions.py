"""Why something is not evaluated; messages are for people."""


class NothingToCompare(Exception):
    """There is no golden set, no accepted text, or no such version or model."""
