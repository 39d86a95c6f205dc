"""Addresses of incidents."""

app_name = "incidents"
urlpatterns = []
