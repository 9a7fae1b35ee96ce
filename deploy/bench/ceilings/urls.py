from django.urls import path

from ceilings import views

urlpatterns = [
    path("bytes/", views.answer_bytes),
    path("article/<slug:key>/", views.article),
    path("list/<str:term>/", views.listing),
    path("feed/", views.feed),
    path("sitemap/", views.sitemap),
]
