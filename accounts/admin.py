"""Users, for platform staff. Teams of a site are memberships, and belong to the site's own administrators."""

from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm

from accounts.forms import NewUserForm
from accounts.models import User
from accounts.services import save_user
from aicmr.lib.platform_admin import PlatformAdmin

# Groups grant nothing here; the others are the account pages' own.
for model in (Group, EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class UserAdmin(PlatformAdmin, DjangoUserAdmin):
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "is_active", "is_superuser", "date_joined")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    fieldsets = ((None, {"fields": ("email", "name", "is_active", "is_superuser", "last_login", "date_joined")}),)
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """People change their address themselves, since it must be confirmed; nobody locks themselves out."""
        fixed = ("email", "last_login", "date_joined") if obj else ()
        return (*fixed, "is_active", "is_superuser") if obj and obj.pk == request.user.pk else fixed

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        save_user(obj, by=cast(User, request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People who leave are made inactive: what they did keeps its name."""
        return False
