"""Guidelines, glossary and editions in the admin. One module per concern."""

from django.contrib import admin

from content.quality.admin.editions import EditionAdmin
from content.quality.admin.guidelines import GuidelineAdmin
from content.quality.admin.terms import TermAdmin
from content.quality.models import Edition, GlossaryTerm, Guideline

admin.site.register(Guideline, GuidelineAdmin)
admin.site.register(GlossaryTerm, TermAdmin)
admin.site.register(Edition, EditionAdmin)
