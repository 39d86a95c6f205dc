"""Rows that say what happened: written once, never changed."""

from django.db import models


class AppendOnly(models.Model):
    """A row of history. Only a person letting go of their account may empty the key that leads to them (SET_NULL)."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is history: it is added to, never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} is history: it is added to, never taken away")
