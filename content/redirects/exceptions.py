"""What is refused, in words for people."""


class PatternRefused(Exception):
    """A pattern that would lead nowhere, or in a circle."""


class ListRefused(Exception):
    """A list of redirects that cannot be read at all."""
