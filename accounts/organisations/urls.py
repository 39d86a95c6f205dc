"""Addresses of organisations, below /compte/associations/."""

from django.urls import path

from . import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisation_list, name="list"),
    path("<slug:slug>/", views.organisation_page, name="organisation"),
]
