"""What this room refuses, in words for the person who asked."""


class SiteRefused(ValueError):
    """A site cannot be made or changed like this."""


class MembershipRefused(ValueError):
    """A membership cannot be granted, changed or taken away like this."""
