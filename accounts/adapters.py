"""How sign-in (django-allauth) fits this project: mail speaks for the site, secrets are stored encrypted."""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter

from aicmr.lib.crypto import decrypt, encrypt


class AccountAdapter(DefaultAccountAdapter):
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

    def get_totp_issuer(self) -> str:
        return str(context.request.site.name)
