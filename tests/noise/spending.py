"""Look-alike rows of the budgets on the noise site."""

from accounts.sites.models import Site
from ai.spending.models import Budget
from tests.people import People


def make(site: Site, people: People) -> None:
    # Nothing is left of it: whoever counts it by mistake is refused at once.
    Budget.objects.create(site=site, limit=1, used=1, period=Budget.Period.TOTAL)
