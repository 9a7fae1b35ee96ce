"""Why something is not evaluated; messages are for people."""


class NothingToCompare(Exception):
    """There is no golden set, no accepted text, or no such version or model."""


class NotGiven(Exception):
    """Training data that the site has not agreed to, or that there is not; the text says what to do."""
