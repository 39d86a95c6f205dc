"""Addresses of courses."""

from django.urls import path

from . import attestation_views, offline, tool_views, views

app_name = "courses"
urlpatterns = [
    path("", views.page, name="index"),
    # before courses, whose slugs are kept from being these; the worker's folder is what it may keep
    path("hors-ligne.js", offline.worker, name="offline-worker"),
    path("hors-ligne/", offline.kept_lessons, name="offline"),
    path("<slug:course>/", views.page, name="course"),
    # before sequences, whose slugs are kept from being these
    path("<slug:course>/attestation/", attestation_views.attestation, name="attestation"),
    path("<slug:course>/cours.pdf", tool_views.course_paper, name="course-paper"),
    path("<slug:course>/cours.epub", tool_views.course_book, name="course-book"),
    path("<slug:course>/mes-notes/", tool_views.course_notes, name="course-notes"),
    path("<slug:course>/<slug:sequence>/", views.page, name="sequence"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/", views.page, name="lesson"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/repondre/", views.answer, name="answer"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/lu/", views.read, name="read"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/video/<int:number>/", tool_views.foreign_video, name="video"),
    path("<slug:course>/<slug:sequence>/<slug:lesson>/notes/", tool_views.lesson_notes, name="lesson-notes"),
]
