"""Addresses of the incident log."""

from django.urls import path
from django.views.decorators.http import conditional_page

from . import calendars, feeds, status_json, subscription_views, views

app_name = "incidents"
urlpatterns = [
    path("", views.log, name="log"),
    path("atom.xml", conditional_page(feeds.IncidentFeed()), name="feed"),
    path("maintenances.ics", conditional_page(calendars.maintenance_calendar), name="calendar"),
    path("etat.json", conditional_page(status_json.status_json), name="json"),
    path("suivre/", subscription_views.SubscribeView.as_view(), name="subscribe"),
    path("abonnement/<str:key>/", subscription_views.SubscriptionView.as_view(), name="subscription"),
    path("abonnement/<str:key>/arreter/", subscription_views.LeaveView.as_view(), name="leave"),
    path("services/<slug:slug>/", views.service_log, name="service"),
    path("services/<slug:slug>/atom.xml", conditional_page(feeds.IncidentFeed()), name="service-feed"),
    path("annees/<int:year>/", views.year_log, name="year"),
    path("<int:number>/", views.incident, name="incident"),
]
