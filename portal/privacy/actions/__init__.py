"""Writes of this app: archives, departures, the restricted store."""
