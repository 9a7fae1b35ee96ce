"""What publishing refuses, in words that say what to do."""

from collections.abc import Iterable


class PublishError(Exception):
    """Nothing was published; `problems` are sentences for people."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


class PathTaken(PublishError):
    """Another page answers at that address."""


class DraftGone(Exception):
    """The draft is in the trash or deleted; nothing can be saved into it."""


class NotInTrash(Exception):
    """Only what is in the trash can be deleted for good."""


class RedirectRefused(Exception):
    """A redirect that would not work; the text says why."""
