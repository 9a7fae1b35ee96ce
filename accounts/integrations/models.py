"""Keys with which programs act for a person on a site."""

from django.conf import settings
from django.db import models

from accounts.integrations.querysets import ApiKeyQuerySet
from aicmr.lib.ids import public_id


class ApiKey(models.Model):
    """The key itself is shown once and not stored: only its hash, and a prefix by which it is found and told apart."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "-id"], name="integrations_key_site")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
