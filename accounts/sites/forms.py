"""Forms of the admin for sites and teams."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from accounts.sites import theme
from accounts.sites.exceptions import MembershipRefused
from accounts.sites.models import Domain, Membership, Site
from accounts.sites.naming import clean_host
from accounts.sites.roles import Role
from accounts.sites.services import check_invitation, check_role_change

_DEFAULT = [("", "The design's own")]


def _font(label: str) -> forms.ChoiceField:
    names = [(name, name.replace("-", " ").capitalize()) for name in theme.FONTS]
    return forms.ChoiceField(label=label, choices=_DEFAULT + names, required=False, widget=UnfoldAdminSelectWidget)


def _color(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, help_text=help_text, widget=UnfoldAdminTextInputWidget)


class SiteForm(forms.ModelForm):
    """A site's settings; theme tokens have a field each."""

    accent = _color("Accent colour", "Six digits, such as #0a5c8f; dark enough to be read on white")
    accent_dark = _color("Accent colour in dark mode", "Light enough to be read on black")
    font_heading = _font("Font of headings")
    font_body = _font("Font of text")
    width = forms.ChoiceField(
        label="Width of text",
        choices=_DEFAULT + [(name, name.capitalize()) for name in theme.WIDTHS],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    TOKENS: ClassVar[tuple[str, ...]] = ("accent", "accent_dark", "font_heading", "font_body", "width")

    class Meta:
        model = Site
        fields: ClassVar[list[str]] = [
            "name",
            "tagline",
            "locale",
            "time_zone",
            "article_path",
            "ai_badge",
            "ai_badge_share",
            "reuse_ai_examples",
            "is_active",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for token in self.TOKENS:
            self.fields[token].initial = self.instance.theme.get(token, "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = {token: cleaned.get(token, "") for token in self.TOKENS}
        wrong = {token: problems for token, value in chosen.items() if (problems := theme.problems({token: value}))}
        for token, problems in wrong.items():
            self.add_error(token, problems)
        self.instance.theme = {token: value for token, value in chosen.items() if value and token not in wrong}
        return cleaned


class NewSiteForm(SiteForm):
    domain = forms.CharField(help_text="Host name alone, such as www.example.org", widget=UnfoldAdminTextInputWidget)

    def clean_domain(self) -> str:
        host = clean_host(self.cleaned_data["domain"])
        if Domain.objects.filter(host=host).exists():
            raise ValidationError(f"The domain {host} belongs to another site already.")
        return host


class DomainFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if not kept:
            raise ValidationError("A site needs at least one domain.")
        if sum(bool(row.get("is_primary")) for row in kept) != 1:
            raise ValidationError("Mark exactly one domain as primary: it stands in canonical addresses.")


class _TeamForm(forms.ModelForm):
    """`by` and `site` are set by the admin that makes the form's class."""

    by: ClassVar[User]
    site: ClassVar[Site]


class NewMembershipForm(_TeamForm):
    email = forms.EmailField(
        label="E-mail address", help_text="Of someone who has an account here", widget=UnfoldAdminEmailInputWidget
    )

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = ["role"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "email" in cleaned and "role" in cleaned:
            try:
                self.instance.user = check_invitation(self.site, cleaned["email"], cleaned["role"], by=self.by)
            except MembershipRefused as refusal:
                self.add_error("email", str(refusal))
        return cleaned


class MembershipForm(_TeamForm):
    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = ["role"]

    def clean_role(self) -> Role:
        role = Role(self.cleaned_data["role"])
        try:
            check_role_change(self.instance, role, by=self.by)
        except MembershipRefused as refusal:
            raise ValidationError(str(refusal)) from None
        return role
