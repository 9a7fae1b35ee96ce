"""One package or module per source; each is named here and imported at first use."""

from content.transfer.registry import register

register("wordpress", label="WordPress (WXR)", read="content.transfer.importers.wordpress.read", endings=(".xml",))
