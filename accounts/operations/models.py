"""What operations leave behind: when which backup was made, and how it went."""

from django.db import models


class Backup(models.Model):
    """One try. Without `finished_at` it is running, or died."""

    name = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=300)
    day = models.DateField(
        null=True, unique=True, help_text="Of the one that the clock asks for; those made by hand have none"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    is_encrypted = models.BooleanField(default=False)
    is_proven = models.BooleanField("restored and compared", default=False)
    rows = models.PositiveBigIntegerField(default=0)
    files = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField("bytes of its own file", default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name or f"backup of {self.started_at:%Y-%m-%d %H:%M}"


class Status(Backup):
    """The page of the admin that says how everything is; no table of its own."""

    class Meta:
        proxy = True
        verbose_name = "status"
        verbose_name_plural = "status"
