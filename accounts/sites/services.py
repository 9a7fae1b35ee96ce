"""Make sites and teams. Whoever grants a role has at least that role; a site keeps an administrator.

`by=None` is the program itself: set-up commands and imports.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit.services import announce
from accounts.models import User
from accounts.sites import events, hosts
from accounts.sites.exceptions import MembershipRefused, SiteRefused
from accounts.sites.hosts import site_for_host
from accounts.sites.membership import can, forget_roles, role_of
from accounts.sites.models import Domain, Membership, Site
from accounts.sites.naming import clean_host
from accounts.sites.roles import Role, at_least

__all__ = [
    "add_member",
    "can",
    "change_role",
    "change_site",
    "check_invitation",
    "check_role_change",
    "create_site",
    "invite_member",
    "remove_member",
    "role_of",
    "set_up",
    "site_for_host",
]


@transaction.atomic
def create_site(*, name: str, domains: Iterable[str], by: User | None, **settings: Any) -> Site:
    """Make a site that owns `domains` (the first is canonical); `settings` are fields of Site.

    Raises SiteRefused, in words for people. A person who makes a site becomes its administrator.
    """
    if by is not None and not by.is_superuser:
        raise SiteRefused("Only platform staff can make sites.")
    site = Site(name=name, **settings)
    try:
        names = list(dict.fromkeys(clean_host(host) for host in domains))
        site.full_clean()
    except ValidationError as error:
        raise SiteRefused(" ".join(error.messages)) from None
    if not names:
        raise SiteRefused("A site needs at least one domain.")
    site.save()
    for host in names:
        _give_domain(site, host, is_primary=host == names[0])
    if by is not None:
        Membership.objects.create(site=site, user=by, role=Role.ADMIN)
    announce(events.site_created, site=site, by=by, site_id=site.pk)
    transaction.on_commit(hosts.forget)
    return site


@transaction.atomic
def set_up(*, domain: str, email: str, password: str, name: str = "") -> Site:
    """The first site with the first administrator, who is platform staff too.

    Raises SiteRefused when there is a site already, or when a value will not do.
    """
    if Site.objects.exists():
        raise SiteRefused("This installation is set up already: it has a site. Nothing was changed.")
    user = User(email=email.strip(), is_staff=True, is_superuser=True)
    try:
        user.clean_fields(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        raise SiteRefused(" ".join(error.messages)) from None
    if User.objects.filter(email=email.strip().lower()).exists():
        raise SiteRefused(f"Somebody has an account with {email} already; take another address.")
    user = User.objects.create_superuser(email, password)
    return create_site(name=name or domain, domains=[domain], by=user)


@transaction.atomic
def change_site(site: Site, *, by: User | None) -> None:
    """Save a site whose settings or domains were edited, and tell who depends on them."""
    site.save()
    announce(events.site_changed, site=site, by=by, site_id=site.pk)
    hosts.forget()
    transaction.on_commit(hosts.forget)


@transaction.atomic
def add_member(site: Site, user: User, role: str, *, by: User | None) -> Membership:
    """Give `user` a role on `site`. Raises MembershipRefused when `by` may not, or for a member."""
    _check_grant(site, role, by=by)
    membership, is_new = Membership.objects.get_or_create(site=site, user=user, defaults={"role": role})
    if not is_new:
        raise MembershipRefused(f"{user.email} is on this team already, as {membership.get_role_display().lower()}.")
    _refresh_staff(user)
    announce(events.member_added, site=site, by=by, user_id=user.pk, role=role)
    return membership


def invite_member(site: Site, email: str, role: str, *, by: User | None) -> Membership:
    """`add_member` by the e-mail address of someone who has an account."""
    return add_member(site, check_invitation(site, email, role, by=by), role, by=by)


def check_invitation(site: Site, email: str, role: str, *, by: User | None) -> User:
    """Whom `invite_member` would add; raises MembershipRefused if it would refuse."""
    _check_grant(site, role, by=by)
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise MembershipRefused(f"Nobody signs in with {email} yet. Ask them to create an account, then add them here.")
    if Membership.objects.for_site(site).of(user).exists():
        raise MembershipRefused(f"{user.email} is on this team already.")
    return user


def check_role_change(membership: Membership, role: str, *, by: User | None) -> None:
    """Raises MembershipRefused if `change_role` would refuse."""
    _check_grant(membership.site, role, by=by)
    if role != Role.ADMIN:
        _check_not_last(Membership.objects.with_people().get(pk=membership.pk))


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: User | None) -> None:
    """Raises MembershipRefused when `by` may not grant or take that role, or for the last administrator."""
    _check_grant(membership.site, role, by=by)
    stored = _locked(membership, by=by)
    if stored.role == role:
        return
    if role != Role.ADMIN:
        _check_not_last(stored)
    before, stored.role = stored.role, Role(role)
    stored.save(update_fields=["role"])
    membership.role = stored.role
    _refresh_staff(stored.user)
    forget_roles(membership.user)
    announce(events.role_changed, site=stored.site, by=by, user_id=stored.user_id, before=before, after=role)


@transaction.atomic
def remove_member(membership: Membership, *, by: User | None) -> None:
    """Take `membership` away. Raises MembershipRefused for the last administrator, or when `by` ranks lower."""
    stored = _locked(membership, by=by)
    _check_not_last(stored)
    role, user, site = stored.role, stored.user, stored.site
    stored.delete()
    _refresh_staff(user)
    forget_roles(membership.user)
    announce(events.member_removed, site=site, by=by, user_id=user.pk, role=role)


def _give_domain(site: Site, host: str, *, is_primary: bool) -> None:
    try:
        with transaction.atomic():
            Domain.objects.create(site=site, host=host, is_primary=is_primary)
    except IntegrityError:
        raise SiteRefused(f"The domain {host} belongs to another site already.") from None


def _check_grant(site: Site, role: str, *, by: User | None) -> None:
    if role not in Role.values:
        raise MembershipRefused(f"There is no role “{role}”; there are {', '.join(Role.values)}.")
    if by is None:
        return
    own = role_of(by, site)
    if not at_least(own, Role.ADMIN):
        raise MembershipRefused("Only an administrator of the site can change its team.")
    if not at_least(own, role):
        raise MembershipRefused("You cannot grant a role above your own.")


def _locked(membership: Membership, *, by: User | None) -> Membership:
    """The row as it is now; the site's row is held, so that two administrators cannot remove each other at once."""
    Site.objects.select_for_update().get(pk=membership.site_id)
    stored = Membership.objects.select_related("site", "user").filter(pk=membership.pk).first()
    if stored is None:
        raise MembershipRefused("This person is no longer on the team.")
    _check_grant(stored.site, stored.role, by=by)
    return stored


def _check_not_last(membership: Membership) -> None:
    others = Membership.objects.for_site(membership.site).administrators().exclude(pk=membership.pk)
    if membership.role == Role.ADMIN and not others.exists():
        raise MembershipRefused("A site needs an administrator: make someone else one first.")


def _refresh_staff(user: User) -> None:
    """`is_staff` says whether there is an admin that the person may open."""
    is_staff = user.is_superuser or Membership.objects.of(user).at_work().exists()
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
    forget_roles(user)
