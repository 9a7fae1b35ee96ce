import pytest
from django.contrib.auth import get_user_model

from accounts.audit.models import Entry
from accounts.sites import hosts
from accounts.sites.exceptions import MembershipRefused, SiteRefused
from accounts.sites.membership import role_of
from accounts.sites.models import Membership, Site
from accounts.sites.roles import Role
from accounts.sites.services import (
    add_member,
    change_role,
    change_site,
    create_site,
    invite_member,
    remove_member,
)
from tests.people import People, make_user

pytestmark = pytest.mark.django_db


def _membership(site: Site, role: str) -> Membership:
    return Membership.objects.for_site(site).filter(role=role).select_related("user", "site")[0]


def test_a_new_site_owns_its_domains_and_its_maker_administrates_it(superuser) -> None:
    site = create_site(name="New", domains=["New.test", "www.new.test", "new.test"], by=superuser)
    assert [domain.host for domain in site.domains.all()] == ["new.test", "www.new.test"]
    assert site.host == "new.test"
    assert Membership.objects.get(site=site).user == superuser
    assert Entry.objects.get(topic="sites.site_created").payload == {"site_id": site.pk}


@pytest.mark.parametrize(
    ("domains", "settings", "word"),
    [
        ([], {}, "at least one domain"),
        (["testserver"], {}, "belongs to another site"),
        (["https://x.test"], {}, "host name alone"),
        (["x.test:80"], {}, "host name alone"),
        (["no spaces.test"], {}, "not a host name"),
        (["x.test"], {"time_zone": "Mars/Crater"}, "time zone"),
        (["x.test"], {"locale": "english"}, "language tag"),
        (["x.test"], {"article_path": "admin/{slug}"}, "belong to the program"),
        (["x.test"], {"article_path": "articles/x"}, "needs {slug}"),
        (["x.test"], {"article_path": "{slug}/<b>"}, "cannot stand"),
        (["x.test"], {"theme": {"accent": "red;}"}}, "six digits"),
        (["x.test"], {"name": ""}, "blank"),
    ],
)
def test_a_site_that_would_not_work_is_refused_with_the_reason(site: Site, domains, settings, word: str) -> None:
    before = Site.objects.count()
    with pytest.raises(SiteRefused, match=word):
        create_site(**{"name": "New", "domains": domains, "by": None, **settings})
    assert Site.objects.count() == before


def test_only_platform_staff_make_sites(people: People) -> None:
    with pytest.raises(SiteRefused):
        create_site(name="New", domains=["new.test"], by=people.admin)


def test_a_changed_site_is_seen_at_once_in_this_process(site: Site, django_capture_on_commit_callbacks) -> None:
    assert hosts.site_for_host("testserver").name == "Harbour Post"
    site.name = "Harbour Times"
    with django_capture_on_commit_callbacks(execute=True):
        change_site(site, by=None)
    assert hosts.site_for_host("testserver").name == "Harbour Times"


def test_an_administrator_adds_a_member_who_may_then_open_the_admin(site: Site, people: People) -> None:
    user = make_user("new@harbour.test")
    add_member(site, user, Role.CREATOR, by=people.admin)
    assert role_of(user, site) == Role.CREATOR
    assert get_user_model().objects.get(pk=user.pk).is_staff
    assert Entry.objects.get(topic="sites.member_added").payload == {"user_id": user.pk, "role": "creator"}


@pytest.mark.parametrize("who", ["viewer", "creator", "editor", "stranger"])
def test_nobody_below_administrator_changes_the_team(site: Site, people: People, who: str) -> None:
    by = getattr(people, who)
    with pytest.raises(MembershipRefused):
        add_member(site, make_user("new@harbour.test"), Role.VIEWER, by=by)
    with pytest.raises(MembershipRefused):
        change_role(_membership(site, "viewer"), Role.ADMIN, by=by)
    with pytest.raises(MembershipRefused):
        remove_member(_membership(site, "viewer"), by=by)


def test_nobody_is_added_twice_or_in_a_role_that_is_none(site: Site, people: People) -> None:
    with pytest.raises(MembershipRefused, match="already"):
        add_member(site, people.viewer, Role.EDITOR, by=people.admin)
    with pytest.raises(MembershipRefused, match="no role"):
        add_member(site, make_user("new@harbour.test"), "owner", by=people.admin)


def test_an_unknown_address_is_not_invited(site: Site, people: People) -> None:
    with pytest.raises(MembershipRefused, match="create an account"):
        invite_member(site, "nobody@x.test", Role.VIEWER, by=people.admin)


def test_an_invitation_finds_the_person_whatever_the_case(site: Site, people: People) -> None:
    make_user("new@harbour.test")
    assert invite_member(site, " NEW@harbour.test", Role.EDITOR, by=people.admin).role == "editor"


def test_a_role_change_takes_effect_on_the_spot(site: Site, people: People) -> None:
    membership = _membership(site, "editor")
    assert role_of(membership.user, site) == Role.EDITOR
    change_role(membership, Role.VIEWER, by=people.admin)
    assert role_of(membership.user, site) == Role.VIEWER
    assert not get_user_model().objects.get(pk=membership.user_id).is_staff


def test_the_last_administrator_stays(site: Site, people: People) -> None:
    last = _membership(site, "admin")
    for by in (people.admin, people.superuser):
        with pytest.raises(MembershipRefused, match="administrator"):
            change_role(last, Role.EDITOR, by=by)
        with pytest.raises(MembershipRefused, match="administrator"):
            remove_member(last, by=by)


def test_an_administrator_who_cannot_sign_in_does_not_count(site: Site, people: People) -> None:
    second = add_member(site, make_user("second@harbour.test"), Role.ADMIN, by=people.admin)
    second.user.is_active = False
    second.user.save()
    with pytest.raises(MembershipRefused):
        remove_member(_membership(site, "admin"), by=people.superuser)


def test_a_member_who_leaves_keeps_work_elsewhere(site: Site, noise_site: Site, people: People) -> None:
    add_member(site, people.stranger, Role.CREATOR, by=people.admin)
    remove_member(Membership.objects.get(site=site, user=people.stranger), by=people.admin)
    assert role_of(people.stranger, site) is None
    assert role_of(people.stranger, noise_site) == Role.ADMIN
    assert get_user_model().objects.get(pk=people.stranger.pk).is_staff
