"""What can go wrong with a picture, in words for people."""

from collections.abc import Sequence

from content.media.usage import Usage


class UploadRefused(Exception):
    """The file was not taken; the text says why and what to do."""


class AssetInUse(Exception):
    """The picture is shown somewhere, so it stays."""

    def __init__(self, uses: Sequence[Usage]) -> None:
        self.uses = list(uses)
        places = ", ".join(f"“{use.title}”" for use in self.uses[:5])
        more = f" and {len(self.uses) - 5} more" if len(self.uses) > 5 else ""
        super().__init__(f"The picture is used in {places}{more}. Take it out there first, then delete it.")
