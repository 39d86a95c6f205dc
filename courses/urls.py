"""Addresses of courses."""

from django.urls import path

from . import attestation_views, views

app_name = "courses"
urlpatterns = [
    path("", views.page, name="index"),
    path("<slug:course>/", views.page, name="course"),
    # before sequences: their slugs are kept from being `attestation`
    path("<slug:course>/attestation/", attestation_views.attestation, name="attestation"),
    path("<slug:course>/<slug:sequence>/", views.page, name="sequence"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/", views.page, name="lesson"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/repondre/", views.answer, name="answer"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/lu/", views.read, name="read"),
]
