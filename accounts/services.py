"""What platform staff do to the accounts of others; what people do to their own is django-allauth's."""

from django.db import transaction

from accounts.audit.services import announce
from accounts.events import user_changed
from accounts.models import User


@transaction.atomic
def save_user(user: User, *, by: User) -> None:
    """Save a user whom platform staff made or edited. A new one signs in with the address given, unconfirmed."""
    is_new = user.pk is None
    user.save()
    if is_new:
        User.objects.confirm_address(user)
    active, platform = user.is_active, user.is_superuser
    announce(user_changed, site=None, by=by, user_id=user.pk, is_active=active, is_superuser=platform)
