"""What of a text may leave the server, for a site."""

from accounts.sites.models import Site
from ai.policies.models import Privacy


def policy_of(site: Site) -> dict[str, str]:
    """Kind of data (`secret email phone iban card national_id`) → block, redact or allow."""
    return (Privacy.objects.filter(site=site).first() or Privacy(site=site)).as_policy()
