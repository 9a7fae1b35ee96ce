"""One package or module per source; each is named here and imported at first use."""

from content.transfer.registry import register

_WORDPRESS = "content.transfer.importers.wordpress"

register(
    "wordpress",
    label="WordPress (WXR)",
    read=f"{_WORDPRESS}.read",
    prepare=f"{_WORDPRESS}.content.prepare",
    endings=(".xml", ".wxr"),
)
