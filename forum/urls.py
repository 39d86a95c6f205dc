"""Addresses of the forum: machina’s views under our own URLs."""

urlpatterns = []
