"""Keeps the index in step: whatever is saved or deleted is indexed again, or forgotten, once committed."""

from django.db import transaction
from wagtail.models import Page

from . import actions, registry


def _each(sender):
    return (one for one in registry.searchables() if one.model is sender)


def _later(write, searchable, pk) -> None:
    transaction.on_commit(lambda: write(searchable, pk), robust=True)


def saved(sender, instance, raw=False, **_kwargs) -> None:
    """Receiver of post_save for every model; only registered ones cost more than a look."""
    if raw:
        return
    if sender is Page:
        # The clock that publishes and takes back saves plain pages; the index knows the kinds.
        sender = instance.specific_class
    for searchable in _each(sender):
        _later(actions.index_by_id, searchable, instance.pk)


def deleted(sender, instance, **_kwargs) -> None:
    """Receiver of post_delete for every model."""
    for searchable in _each(sender):
        _later(actions.forget, searchable, instance.pk)


def page_moved(instance, **_kwargs) -> None:
    """Receiver of Wagtail's signals: the addresses of a page and of all below it have changed."""
    for page in instance.get_descendants(inclusive=True):
        for searchable in _each(page.specific_class):
            _later(actions.index_by_id, searchable, page.pk)


def access_changed(instance, **_kwargs) -> None:
    """Receiver for PageViewRestriction: a page and all below it were closed to the public, or opened again."""
    page_moved(instance.page)
