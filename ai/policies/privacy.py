"""What of a text may leave the server, for a site."""

from accounts.sites.models import Site
from ai.policies.models import Privacy

MOST_EXAMPLES = 5


def policy_of(site: Site) -> dict[str, str]:
    """Kind of data (`secret email phone iban card national_id`) → block, redact or allow."""
    return (Privacy.objects.filter(site=site).first() or Privacy(site=site)).as_policy()


def examples_of(site: Site) -> int:
    """How many accepted texts may be shown as examples; 0 unless the site says otherwise."""
    found = Privacy.objects.filter(site=site).values_list("examples", flat=True).first()
    return min(found or 0, MOST_EXAMPLES)


def gives_training_data(site: Site) -> bool:
    """Whether accepted texts may be written into files for training; never unless the site says so."""
    return Privacy.objects.filter(site=site, training=True).exists()
