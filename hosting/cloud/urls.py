"""Addresses of cloud."""

app_name = "cloud"
urlpatterns = []
