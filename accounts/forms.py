"""What people may change about themselves."""

from typing import ClassVar

from django import forms
from unfold.forms import UserCreationForm

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
