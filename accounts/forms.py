"""What people may change about themselves."""

import struct
from typing import Any, ClassVar

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from unfold.forms import UserCreationForm

from accounts import guard
from accounts.models import User


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["name"]
        labels: ClassVar[dict[str, str]] = {"name": "Your name"}
        help_texts: ClassVar[dict[str, str]] = {"name": "Shown to the people you work with."}
        widgets: ClassVar[dict[str, forms.Widget]] = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class NewUserForm(UserCreationForm):
    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["email", "name"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError("Somebody has an account with this address already.")
        return email


class _GuardedCode:
    """Six digits are soon guessed by who may go on guessing."""

    user: User

    def clean_code(self) -> str:
        attempt = guard.attempt(context.request, "code", str(self.user.pk), self.user)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            attempt.failed()
            raise
        attempt.succeeded()
        return code


# What the library raises for a credential that somebody made up.
_MADE_UP = (LookupError, TypeError, ValueError, AttributeError, struct.error, InvalidSignature)


def _refused() -> forms.ValidationError:
    return forms.ValidationError("The passkey could not be used. Try again, or use another way.")


# Where bytes are expected the library turns a number into as many bytes: 5e9 would take all memory. The numbers that a
# browser sends name algorithms, which have 16 bits.
_LARGEST = 2**16


def _has_no_large_number(value: Any) -> None:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, int | float) and not -_LARGEST <= each <= _LARGEST:
            raise _refused()
        waiting += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()


class _SoundCredential:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].validators.append(_has_no_large_number)  # type: ignore[attr-defined]

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError:
            raise
        except _MADE_UP:
            raise _refused() from None


class PasskeyLoginForm(_SoundCredential, LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class PasskeyStepForm(_SoundCredential, AuthenticateWebAuthnForm):
    """The second step of signing in."""


class PasskeyAgainForm(_SoundCredential, ReauthenticateWebAuthnForm):
    """Before risky changes."""


class PasskeyForm(AddWebAuthnForm):
    """Named, and by default good for signing in without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].validators.append(_has_no_large_number)
        self.fields["name"].label = "Name"
        self.fields["name"].help_text = "Such as the device it is on."
        alone = self.fields["passwordless"]
        alone.label, alone.initial = "It signs me in alone, without the password", True
        alone.help_text = (
            "It then asks for fingerprint, face or PIN each time. Otherwise it is asked for after the password."
        )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            raise
        except _MADE_UP:
            raise _refused() from None
        return cleaned


class CodeForm(_GuardedCode, AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(_GuardedCode, ReauthenticateForm):
    """Before risky changes."""
