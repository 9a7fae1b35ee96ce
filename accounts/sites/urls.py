from django.urls import URLPattern, URLResolver, path

from accounts.sites import views

app_name = "sites"
urlpatterns: list[URLPattern | URLResolver] = [
    path("theme.css", views.theme_css, name="theme"),
]
