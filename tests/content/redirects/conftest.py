from collections.abc import Iterator

import pytest

from accounts.sites.models import Site
from content.redirects import missed
from tests.content.reading.rows import Shelf


@pytest.fixture
def noise_shelf(noise_site: Site) -> Shelf:
    return Shelf(noise_site)


@pytest.fixture
def shelf(site: Site) -> Shelf:
    return Shelf(site)


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    """Counts of one test are not written by the next."""
    missed.forget()
    yield
    missed.forget()
