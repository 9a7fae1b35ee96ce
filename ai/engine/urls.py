from django.urls import path

from ai.engine import views

app_name = "engine"
urlpatterns = [path("stream/<slug:public_id>/", views.stream, name="stream")]
