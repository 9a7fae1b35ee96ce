"""Drafts in the admin: list, the form of a brief, the live draft, suggestions. One module per concern."""

from django.contrib import admin

from ai.writing.admin.drafts import DraftAdmin
from ai.writing.models import Draft

admin.site.register(Draft, DraftAdmin)
