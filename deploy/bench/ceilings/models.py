"""The readers' rows, as a plain project would declare them; the tables are the program's."""

from django.db import models


class Page(models.Model):
    site_id = models.BigIntegerField()
    path = models.CharField(max_length=500)
    path_key = models.CharField(max_length=32)
    title = models.CharField(max_length=255)
    summary = models.TextField()
    published_at = models.DateTimeField()
    body = models.TextField()

    class Meta:
        managed = False
        db_table = "publishing_livepage"

    def __str__(self) -> str:
        return self.path


class Place(models.Model):
    site_id = models.BigIntegerField()
    term = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    page = models.ForeignKey(Page, on_delete=models.DO_NOTHING, related_name="places")

    class Meta:
        managed = False
        db_table = "publishing_liveterm"

    def __str__(self) -> str:
        return self.term
