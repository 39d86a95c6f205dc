"""Addresses of the incident log."""

from django.urls import path
from django.views.decorators.http import conditional_page

from . import feeds, views

app_name = "incidents"
urlpatterns = [
    path("", views.log, name="log"),
    path("atom.xml", conditional_page(feeds.IncidentFeed()), name="feed"),
    path("annees/<int:year>/", views.year_log, name="year"),
    path("<int:number>/", views.incident, name="incident"),
]
