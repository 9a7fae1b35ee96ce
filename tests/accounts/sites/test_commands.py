from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.sites.commands import SiteCommand
from accounts.sites.context import current_site
from accounts.sites.models import Site
from tests.people import People

pytestmark = pytest.mark.django_db


class _Probe(SiteCommand):
    def handle(self, **options: object) -> str:
        assert current_site() == self.site
        return self.site.host


def _run(**options: object) -> str:
    return call_command(_Probe(stdout=StringIO()), **options)


def test_a_command_takes_the_only_site(noise_site: Site) -> None:
    assert _run() == "second.localhost"
    assert current_site() is None


def test_with_several_sites_a_command_lists_them(site: Site, noise_site: Site) -> None:
    with pytest.raises(CommandError, match=r"--site.*second\.localhost.*testserver"):
        _run()
    assert _run(site="localhost:8000") == "testserver"


def test_an_unknown_site_is_an_error_that_lists_the_known(site: Site) -> None:
    with pytest.raises(CommandError, match=r"unknown\.test.*testserver"):
        _run(site="unknown.test")


def test_people_are_untouched_by_the_noise(people: People) -> None:
    assert people.stranger.memberships.get().site.host == "second.localhost"
