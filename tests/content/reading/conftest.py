import pytest

from accounts.sites.models import Site
from tests.content.reading.rows import Shelf


@pytest.fixture
def shelf(site: Site) -> Shelf:
    return Shelf(site)


@pytest.fixture
def noise_shelf(noise_site: Site) -> Shelf:
    return Shelf(noise_site)
