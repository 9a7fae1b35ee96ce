"""Pictures: the original as it came, and the sizes that readers get."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from aicmr.lib.ids import public_id
from aicmr.lib.text import slugify
from content.media.headers import EXTENSIONS
from content.media.querysets import AssetQuerySet, RenditionQuerySet

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
    frames = models.PositiveIntegerField(default=1, editable=False)
    focal_x = models.FloatField(
        "from the left", default=0.5, validators=_SHARE, help_text="0 is the left edge, 1 the right"
    )
    focal_y = models.FloatField(
        "from the top", default=0.5, validators=_SHARE, help_text="0 is the top edge, 1 the bottom"
    )
    color = models.CharField("placeholder colour", max_length=7, default="#888888", editable=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.PENDING, editable=False)
    error = models.TextField(blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    is_public = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AssetQuerySet.as_manager()

    is_duplicate = False  # set by an upload whose bytes were here already

    class Meta:
        verbose_name = "picture"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["site", "-id"], name="media_asset_site"),
            models.Index(fields=["site", "sha256"], name="media_asset_sha"),
            models.Index(fields=["state", "lease_until"], name="media_asset_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_animated(self) -> bool:
        return self.frames > 1

    @property
    def download_name(self) -> str:
        """A harmless file name whose ending is that of the bytes, whatever the file was called."""
        return f"{slugify(self.file_name.rsplit('.', 1)[0], max_length=80) or self.public_id}.{EXTENSIONS[self.mime]}"


class Rendition(models.Model):
    """One size of an asset in one format, named by a hash of its bytes."""

    class Format(models.TextChoices):
        WEBP = "webp", "WebP"
        AVIF = "avif", "AVIF"
        JPEG = "jpeg", "JPEG"

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    format = models.CharField(max_length=4, choices=Format.choices)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to="", max_length=200)
    size = models.PositiveIntegerField("bytes")

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering = ["format", "width"]
        constraints = [models.UniqueConstraint(fields=["asset", "format", "width"], name="media_one_rendition")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.width}×{self.height} {self.format}"

    @property
    def path(self) -> str:
        """The name of the file in the storage."""
        return str(self.file.name)

    @property
    def url(self) -> str:
        """`/media/<asset>/<hash>-<width>.<ext>`; the file lies under the same names."""
        return f"/media/{self.path.split('/', 1)[1]}"

    @property
    def digest(self) -> str:
        """The hash in the file's name, of which the address is made."""
        return self.path.rsplit("/", 1)[1].split("-", 1)[0]

    @property
    def mime(self) -> str:
        return f"image/{self.format}"
