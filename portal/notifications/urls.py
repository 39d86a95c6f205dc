"""Addresses of the notification centre, below /compte/notifications/."""

from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("", views.centre_page, name="centre"),
    path("<int:number>/", views.open_notice, name="open"),
    path("lues/", views.mark, name="mark"),
    path("reglages/", views.settings_page, name="settings"),
    path("suivis/", views.follows_page, name="follows"),
    path("suivre/<slug:subject>/<int:number>/", views.follow, name="follow"),
    path("arreter/<str:token>/", views.stop, name="stop"),
]
