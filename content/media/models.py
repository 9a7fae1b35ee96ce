"""Pictures: the original as it came, and the sizes that readers get."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from aicmr.lib.ids import public_id

_SHARE = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class Asset(models.Model):
    """An uploaded picture. Originals are never public; renditions are while a live page shows the asset."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting for renditions"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    title = models.CharField(max_length=200)
    alt = models.CharField("alternative text", max_length=500, blank=True)
    caption = models.CharField(max_length=500, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    original = models.FileField(upload_to="", max_length=200, editable=False)
    file_name = models.CharField("original file name", max_length=200, editable=False)
    mime = models.CharField(max_length=40, editable=False)
    size = models.PositiveBigIntegerField("bytes", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    focal_x = models.FloatField(default=0.5, validators=_SHARE, help_text="0 is the left edge, 1 the right")
    focal_y = models.FloatField(default=0.5, validators=_SHARE, help_text="0 is the top edge, 1 the bottom")
    color = models.CharField("placeholder colour", max_length=7, default="#888888", editable=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.PENDING, editable=False)
    error = models.TextField(blank=True, editable=False)
    is_public = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["site", "-id"], name="media_asset_site"),
            models.Index(fields=["site", "sha256"], name="media_asset_sha"),
        ]

    def __str__(self) -> str:
        return self.title


class Rendition(models.Model):
    """One size of an asset in one format, named by a hash of its bytes."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    format = models.CharField(max_length=4, choices=[("webp", "WebP"), ("avif", "AVIF"), ("jpeg", "JPEG")])
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to="", max_length=200)
    size = models.PositiveIntegerField("bytes")

    class Meta:
        ordering = ["format", "width"]
        constraints = [models.UniqueConstraint(fields=["asset", "format", "width"], name="media_one_rendition")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.width}×{self.height} {self.format}"
