"""Style sheets and scripts under names that change with their content, once `collectstatic` has run."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedFiles(CompressedManifestStaticFilesStorage):
    """Before the first `collectstatic` there is no list of such names: files keep theirs, and pages open."""

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name
