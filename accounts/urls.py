from django.urls import URLPattern, URLResolver, include, path

from accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", views.overview, name="account_overview"),
    path("account/unlock/<str:token>/", views.unlock, name="account_unlock"),
    path("", include("accounts.integrations.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/two-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("", include("accounts.sites.urls")),
]
