"""Roles of a site, in rising order; the table role → Django permissions stands here alone."""

from django.db import models


class Role(models.TextChoices):
    VIEWER = "viewer", "Viewer"
    CREATOR = "creator", "Creator"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Admin"


RANK = {role: rank for rank, role in enumerate(Role.values)}
