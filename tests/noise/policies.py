"""Look-alike rows of the rules on the noise site."""

from accounts.sites.models import Site
from ai.policies.models import Privacy, Rule
from tests.people import People


def make(site: Site, people: People) -> None:
    # Whoever takes the wrong site's rules is stopped at once.
    Rule.objects.create(site=site, policy=Rule.Policy.STOPPED, feature="writing", reason="Noise")
    Privacy.objects.create(site=site, email="block", phone="block")
