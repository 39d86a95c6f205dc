"""Addresses of courses."""

from django.urls import path

from . import attestation_views, tool_views, views

app_name = "courses"
urlpatterns = [
    path("", views.page, name="index"),
    path("<slug:course>/", views.page, name="course"),
    # before sequences, whose slugs are kept from being these
    path("<slug:course>/attestation/", attestation_views.attestation, name="attestation"),
    path("<slug:course>/cours.pdf", tool_views.course_paper, name="course-paper"),
    path("<slug:course>/mes-notes/", tool_views.course_notes, name="course-notes"),
    path("<slug:course>/<slug:sequence>/", views.page, name="sequence"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/", views.page, name="lesson"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/repondre/", views.answer, name="answer"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/lu/", views.read, name="read"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/notes/", tool_views.lesson_notes, name="lesson-notes"),
]
