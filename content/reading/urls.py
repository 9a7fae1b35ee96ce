"""Addresses of the reader site; the last line answers for every live page."""

from django.urls import path

from accounts.integrations.api import nothing
from content.reading import api
from content.reading.views import feeds, lists, live, preview, sitemaps

app_name = "reading"
urlpatterns = [
    path("", lists.home, name="home"),
    path("categories/<str:slug>/", lists.category_list, name="category"),
    path("tags/<str:slug>/", lists.tag_list, name="tag"),
    path("authors/<str:slug>/", lists.author_list, name="author"),
    path("archive/", lists.archive, name="archive"),
    path("archive/<int:year>/", lists.year_list, name="year"),
    path("archive/<int:year>/<int:month>/", lists.month_list, name="month"),
    path("feed.xml", feeds.site_feed, name="feed"),
    path("categories/<str:slug>/feed.xml", feeds.category_feed, name="category_feed"),
    path("tags/<str:slug>/feed.xml", feeds.tag_feed, name="tag_feed"),
    path("authors/<str:slug>/feed.xml", feeds.author_feed, name="author_feed"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemap-lists.xml", sitemaps.sitemap_lists, name="sitemap_lists"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap_file, name="sitemap_file"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("favicon.ico", sitemaps.favicon, name="favicon"),
    path("llms.txt", sitemaps.llms, name="llms"),
    path("preview/<str:token>/", preview.shared, name="preview"),
    path("preview/<str:kind>/<str:public_id>/", preview.draft, name="preview_draft"),
    path("api/v1/pages", api.pages, name="api_pages"),
    path("api/v1/pages/<str:public_id>", api.page, name="api_page"),
    path("api/v1/search", api.search, name="api_search"),
    path("api/<path:rest>", nothing, name="api_nothing"),
    path("<path:path>", live.live_page, name="page"),
]
