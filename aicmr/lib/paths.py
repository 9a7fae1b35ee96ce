"""Which addresses are readers' and which are personal."""

# First path segments whose views need to know who asks.
PERSONAL = frozenset({"admin", "account", "stream", "api", "preview"})


def is_reader_path(path: str) -> bool:
    """`/articles/x/` is a reader's; `/admin/` and `/admin` are not; `/administration/` is."""
    return path.lstrip("/").split("/", 1)[0] not in PERSONAL
