"""Addresses of keys and of what they open."""

from django.urls import path

from accounts.integrations import api, views

app_name = "integrations"
urlpatterns = [
    path("account/api-keys/", views.keys, name="keys"),
    path("account/api-keys/<slug:public_id>/revoke/", views.revoke, name="revoke"),
    path("api/v1/me", api.me, name="me"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/docs", api.docs, name="docs"),
]
