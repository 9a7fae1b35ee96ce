"""The mail to somebody whose sign-in is paused: what happened, and a link past the pause."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.audit.models import EntryDetail
from accounts.devices import unlock_token
from accounts.models import User

SUBJECT = "Sign-in to your account is paused"


def tell(user_id: int, entry_id: int) -> None:
    """Send the mail that entry `entry_id` calls for. The link works for an hour, in whatever browser opens it."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    origin = EntryDetail.objects.filter(entry_id=entry_id).values_list("data__origin", flat=True).first()
    if user is None or not origin:
        return
    link = f"{origin}{reverse('account_unlock', args=[unlock_token(user)])}"
    reset = f"{origin}{reverse('account_reset_password')}"
    text = render_to_string("account/email/paused.txt", {"user": user, "link": link, "reset": reset, "origin": origin})
    send_mail(SUBJECT, text, None, [user.email])
