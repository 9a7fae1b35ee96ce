"""A site is a publication and a tenant: domains, settings and the people who work on it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models

from accounts.sites import theme
from accounts.sites.naming import check_article_path, check_locale, check_time_zone, clean_host
from accounts.sites.querysets import DomainQuerySet, MembershipQuerySet, SiteQuerySet
from accounts.sites.roles import Role
from aicmr.lib.ids import public_id

_CHECKS = {"time_zone": check_time_zone, "locale": check_locale, "article_path": check_article_path}


class AiBadge(models.TextChoices):
    ALWAYS = "always", "On every text with AI in it"
    ABOVE = "above", "Above a share of AI"
    NEVER = "never", "On no text"


class Site(models.Model):
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=120)
    tagline = models.CharField(max_length=200, blank=True)
    locale = models.CharField("language", max_length=12, default="en", help_text="BCP 47 tag, such as en or de-AT")
    time_zone = models.CharField(max_length=64, default="UTC")
    theme = models.JSONField(default=dict, blank=True, help_text="Theme tokens, such as accent and font")
    article_path = models.CharField(
        "address pattern of articles",
        max_length=120,
        default="articles/{slug}",
        help_text="Made of {slug}, {year}, {month}, {day} and fixed words",
    )
    ai_badge = models.CharField(
        "tell readers where AI helped",
        max_length=6,
        choices=AiBadge.choices,
        default=AiBadge.ALWAYS,
        help_text="Machines are told in any case",
    )
    ai_badge_share = models.PositiveSmallIntegerField(
        "share (percent)",
        default=20,
        validators=[MaxValueValidator(100)],
        help_text="For “above a share”: how much of a text must have begun as a proposal",
    )
    reuse_ai_examples = models.BooleanField(
        "learn from decisions",
        default=False,
        help_text="Show proposals that people of this site accepted to the model as examples, within this site only",
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Settings that would break addresses, times or the design are refused before they are saved."""
        wrong = {}
        for field, check in _CHECKS.items():
            try:
                check(getattr(self, field))
            except ValidationError as error:
                wrong[field] = error
        if problems := theme.problems(self.theme):
            wrong["theme"] = ValidationError(problems)
        if wrong:
            raise ValidationError(wrong)

    def shows_ai(self, share: float) -> bool:
        """Whether readers are told of a text of which this share (0 to 1) began as a proposal."""
        if self.ai_badge == AiBadge.ABOVE:
            return share * 100 >= self.ai_badge_share
        return self.ai_badge == AiBadge.ALWAYS

    @property
    def host(self) -> str:
        """The host of canonical addresses; '' for a site without a domain."""
        domain = self.domains.primary()
        return domain.host if domain else ""


class Domain(models.Model):
    """A host name that belongs to one site; ports never count."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253, unique=True, help_text="Lower case, without port")
    is_primary = models.BooleanField(default=False, help_text="The host in canonical addresses")

    objects = DomainQuerySet.as_manager()

    class Meta:
        ordering = ["-is_primary", "host"]

    def __str__(self) -> str:
        return self.host

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.host = self.host.strip().rstrip(".").lower()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.host = clean_host(self.host)


class Membership(models.Model):
    """What a user may do on a site."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "user"], name="sites_one_membership_per_user")]
        ordering = ["site", "user"]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
