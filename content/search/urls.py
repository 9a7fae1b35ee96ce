"""The address of the search."""

from django.urls import path

from content.search import views

app_name = "search"
urlpatterns = [path("search/", views.search_page, name="search")]
