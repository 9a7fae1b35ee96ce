"""Help in a text: fragments for the panel of the edit page, and what was asked so far."""

from django.contrib import admin

from ai.rewriting.admin.rewrites import RewriteAdmin
from ai.rewriting.models import Rewrite

admin.site.register(Rewrite, RewriteAdmin)
