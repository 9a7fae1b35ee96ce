"""One package or module per source; each is named here and imported at first use."""

from content.transfer.registry import register

_GHOST = "content.transfer.importers.ghost"
_MARKDOWN = "content.transfer.importers.markdown"
_WORDPRESS = "content.transfer.importers.wordpress"

register(
    "wordpress",
    label="WordPress (WXR)",
    read=f"{_WORDPRESS}.read",
    prepare=f"{_WORDPRESS}.content.prepare",
    endings=(".xml", ".wxr"),
    takes_parts=True,
)
register(
    "ghost",
    label="Ghost (JSON)",
    read=f"{_GHOST}.read",
    prepare=f"{_GHOST}.posts.prepare",
    endings=(".json",),
    takes_url=True,
)
register(
    "markdown",
    label="Markdown (Jekyll, Hugo, Pelican, plain)",
    read=f"{_MARKDOWN}.read",
    endings=(".zip",),
    is_packed=True,
)
