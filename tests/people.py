"""Who takes part in tests: one person per role on a site, and those who have nothing to do there."""

from dataclasses import dataclass

from django.test import Client

from accounts.models import User
from accounts.sites.models import Domain, Membership, Site
from accounts.sites.roles import Role

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class People:
    """`stranger` is the administrator of another site; `superuser` belongs to no site."""

    viewer: User
    creator: User
    other_creator: User
    editor: User
    admin: User
    stranger: User
    superuser: User

    def by_role(self) -> dict[str, User]:
        return {role: getattr(self, role) for role in ("viewer", "creator", "editor", "admin", "stranger")}


def make_user(email: str, *, staff: bool = False, superuser: bool = False) -> User:
    name = email.split("@")[0].replace("-", " ").title()
    return User.objects.create_user(email, PASSWORD, name=name, is_staff=staff or superuser, is_superuser=superuser)


def make_member(site: Site, email: str, role: Role) -> User:
    user = make_user(email, staff=role != Role.VIEWER)
    Membership.objects.create(site=site, user=user, role=role)
    return user


def make_site(name: str, *hosts: str) -> Site:
    site = Site.objects.create(name=name, tagline="News from the harbour")
    for host in hosts:
        Domain.objects.create(site=site, host=host, is_primary=host == hosts[0])
    return site


def make_team(site: Site, domain: str) -> dict[str, User]:
    return {
        "viewer": make_member(site, f"viewer@{domain}", Role.VIEWER),
        "creator": make_member(site, f"creator@{domain}", Role.CREATOR),
        "other_creator": make_member(site, f"other-creator@{domain}", Role.CREATOR),
        "editor": make_member(site, f"editor@{domain}", Role.EDITOR),
        "admin": make_member(site, f"admin@{domain}", Role.ADMIN),
    }


class SiteClient(Client):
    """A browser at one site; signed in when given a user."""

    def __init__(self, site: Site, user: User | None = None, **defaults: str) -> None:
        host = site.domains.values_list("host", flat=True)[0]
        super().__init__(headers={"host": host, **defaults})
        if user is not None:
            self.force_login(user)
