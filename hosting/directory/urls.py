"""Addresses of the directory."""

from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("", views.hosts, name="hosts"),
    path("<slug:slug>/", views.host, name="host"),
]
