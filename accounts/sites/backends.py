"""Signs in by e-mail and password, and answers Django's permission questions from the role on the current site."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Model

from accounts.sites.context import current_site
from accounts.sites.membership import Someone, can, role_of
from accounts.sites.models import Site
from accounts.sites.roles import PERMISSIONS


class MembershipBackend(AuthenticationBackend):
    """A permission holds on the current site. Django's groups and per-user permissions play no part."""

    def has_perm(self, user_obj: Someone, perm: str, obj: Model | None = None) -> bool:
        site = current_site()
        return can(user_obj, site, perm) and not _is_foreign(obj, site)

    def has_module_perms(self, user_obj: Someone, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))

    def get_all_permissions(self, user_obj: Someone, obj: Any = None) -> set[str]:
        role = role_of(user_obj, current_site())
        return set(PERMISSIONS[role]) if role and not _is_foreign(obj, current_site()) else set()

    def get_user_permissions(self, user_obj: Someone, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Someone, obj: Any = None) -> set[str]:
        return self.get_all_permissions(user_obj, obj)


def _is_foreign(obj: object, site: Site | None) -> bool:
    site_id = getattr(obj, "site_id", None)
    return site_id is not None and site is not None and site_id != site.pk
