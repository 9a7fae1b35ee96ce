"""Articles and pages in the admin: lists, the edit page, revisions. One class per concern, put together in `texts`."""

from django.contrib import admin

from content.articles.admin.texts import ArticleAdmin, PageAdmin
from content.articles.models import Article, Page

admin.site.register(Article, ArticleAdmin)
admin.site.register(Page, PageAdmin)
