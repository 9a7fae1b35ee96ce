"""What people may change about themselves."""

from typing import ClassVar

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
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


class CodeForm(_GuardedCode, AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(_GuardedCode, ReauthenticateForm):
    """Before risky changes."""
