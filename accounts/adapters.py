"""How sign-in (django-allauth) fits this project: mail speaks for the site, secrets are stored encrypted."""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse

from accounts import devices, guard
from accounts.models import User
from aicmr.lib.clients import client_address
from aicmr.lib.crypto import decrypt, encrypt


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The one place where passwords are tried: at sign-in, and when risky changes ask for it again."""
        email = str(credentials.get("email", "")).strip().lower()
        owner = User.objects.filter(email=email).first()
        attempt = guard.attempt(request, "password", email, owner)
        user: User | None = super().authenticate(request, **credentials)
        attempt.failed() if user is None else attempt.succeeded()
        return user

    def set_password(self, user: Any, password: str) -> None:
        """Whoever sets a new one has read the person's mail or knows the old one: no pause for this browser."""
        super().set_password(user, password)
        guard.forget(context.request, user)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Signed in, with the second factor too: from now on this browser is one of the person's own."""
        response: HttpResponse = super().post_login(request, user, **options)
        guard.forget(request, user)
        devices.remember(request, response, user)
        return response

    def send_mail(self, template_prefix: str, email: str, mail_context: dict[str, Any]) -> None:
        site = SimpleNamespace(name=context.request.site.name, domain=context.request.get_host())
        super().send_mail(template_prefix, email, {**mail_context, "current_site": site})

    def format_email_subject(self, subject: str) -> str:
        return f"{context.request.site.name}: {subject}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """The seed of authenticator apps and of recovery codes is as good as a password: no plain text in the database."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the host that it was made at: browsers offer it nowhere else."""
        return {**super().get_public_key_credential_rp_entity(), "name": str(context.request.site.name)}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = user.authenticator_set.filter(type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def get_totp_issuer(self) -> str:
        return str(context.request.site.name)
