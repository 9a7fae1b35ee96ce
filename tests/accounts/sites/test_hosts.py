import pytest

from accounts.sites import hosts
from accounts.sites.models import Domain, Site
from tests.people import People


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER", "testserver:8000", "testserver.", "127.0.0.1:9"])
def test_a_host_finds_its_site_whatever_its_port_and_case(site: Site, host: str) -> None:
    assert hosts.site_for_host(host) == site


@pytest.mark.parametrize("host", ["", "unknown.test", "test server", "\x00", "a" * 5000, "[::1"])
def test_an_unknown_host_has_no_site(site: Site, host: str) -> None:
    assert hosts.site_for_host(host) is None


@pytest.mark.parametrize("given", ["::1", "[::1]", "[0:0:0:0:0:0:0:1]"])
def test_an_ipv6_address_is_found_however_it_was_given(site: Site, given: str) -> None:
    domain = Domain(site=site, host=given)
    domain.clean()
    domain.save()
    assert domain.host == "[::1]"
    assert hosts.site_for_host("[::1]:8000") == site


def test_every_site_has_its_own_host(site: Site, noise_site: Site, people: People) -> None:
    assert hosts.site_for_host("second.localhost:8000") == noise_site


def test_an_inactive_site_is_unknown(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(is_active=False)
    assert hosts.site_for_host("testserver") is None


def test_answers_are_remembered_until_something_changes(site: Site, django_assert_num_queries) -> None:
    hosts.site_for_host("testserver")
    with django_assert_num_queries(0):
        hosts.site_for_host("testserver:80")
    Domain.objects.create(site=site, host="new.test")
    hosts.forget()
    assert hosts.site_for_host("new.test") == site


def test_strangers_cannot_fill_the_memory(db: None) -> None:
    for number in range(1100):
        hosts.site_for_host(f"h{number}.test")
    assert len(hosts._known) <= 1000
