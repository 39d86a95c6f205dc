"""Keeps the index in step: whatever is saved or deleted is indexed again, or forgotten, once committed."""

import logging

from django.db import transaction

from . import actions, registry

log = logging.getLogger(__name__)


def _each(sender):
    return (one for one in registry.searchables() if one.model is sender)


def saved(sender, instance, raw=False, **_kwargs) -> None:
    """Receiver of post_save for every model; only registered ones cost more than a look."""
    if raw:
        return
    for searchable in _each(sender):
        pk = instance.pk
        transaction.on_commit(lambda one=searchable, pk=pk: actions.index_by_id(one, pk), robust=True)


def deleted(sender, instance, **_kwargs) -> None:
    """Receiver of post_delete for every model."""
    for searchable in _each(sender):
        pk = instance.pk
        transaction.on_commit(lambda one=searchable, pk=pk: actions.forget(one, pk), robust=True)


def page_moved(instance, **_kwargs) -> None:
    """Receiver of Wagtail's signals: the addresses of a page and of all below it have changed."""
    for page in instance.get_descendants(inclusive=True).specific():
        for searchable in _each(type(page)):
            transaction.on_commit(lambda one=searchable, pk=page.pk: actions.index_by_id(one, pk), robust=True)
