"""Addresses of the forum in the account."""

from django.urls import path

from .views.drafts import DraftsView

app_name = "forum_account"
urlpatterns = [path("", DraftsView.as_view(), name="drafts")]
