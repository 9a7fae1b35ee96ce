"""A key of the noise site's administrator."""

from accounts.integrations.services import make_key
from accounts.sites.models import Site
from tests.people import People


def make(site: Site, people: People) -> None:
    by = site.memberships.get(role="admin").user
    make_key(site=site, by=by, name="Newsletter", scopes=["site:read"], expires_at=None)
