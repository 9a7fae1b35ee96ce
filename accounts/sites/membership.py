"""What a user is on a site, and so what the user may do there."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.sites.models import Membership, Site
from accounts.sites.roles import PERMISSIONS, Role, at_least

Someone = User | AnonymousUser


def role_of(user: Someone, site: Site | None) -> Role | None:
    """The user's role on `site`; ADMIN for platform staff, None for strangers. One query per user object and site."""
    if site is None or not user.is_active or not isinstance(user, User):
        return None
    if user.is_superuser:
        return Role.ADMIN
    known: dict[int, Role | None] = user.__dict__.setdefault("_role_by_site", {})
    if site.pk not in known:
        row = Membership.objects.for_site(site).filter(user=user).values_list("role", flat=True).first()
        known[site.pk] = Role(row) if row else None
    return known[site.pk]


def can(user: Someone, site: Site | None, permission: str) -> bool:
    """May `user` do this on `site`? `permission` is Django's: `articles.publish_article`."""
    if user.is_active and user.is_superuser:
        return True
    role = role_of(user, site)
    return role is not None and permission in PERMISSIONS[role]


def works_on(user: Someone, site: Site | None) -> bool:
    """May `user` open the admin of `site`? Creators and above may."""
    return at_least(role_of(user, site), Role.CREATOR)


def forget_roles(user: Any) -> None:
    user.__dict__.pop("_role_by_site", None)
