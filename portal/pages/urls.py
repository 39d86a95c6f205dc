"""Addresses of pages outside the page tree. The tree itself is served by Wagtail, last."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from portal.core.sitemaps import SITEMAPS

from . import calendars, faq, feeds, views

app_name = "pages"
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("glossaire/", views.glossary, name="glossary"),
    path("aide/questions/", faq.faq, name="faq"),
    path("aide/questions/<slug:slug>/", faq.faq_entry, name="faq_entry"),
    path("contact/", views.contact, name="contact"),
    path("nouvelles/atom.xml", feeds.NewsFeed(), name="news_feed"),
    path("agenda/atom.xml", feeds.EventFeed(), name="event_feed"),
    path("agenda/agenda.ics", calendars.all_dates, name="all_dates"),
    path("agenda/<slug:slug>/date.ics", calendars.one_date, name="one_date"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
