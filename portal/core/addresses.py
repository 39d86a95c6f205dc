"""Addresses that menus, templates, mails and published texts lead to: nobody takes one away by renaming a page.

A published version of a text can never be mended, so its links must hold for ever; hence the address stays and the
title is free, rather than every link being looked up.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Pages below the home page. The first ones are in the menu of every page; the others go when a host does without.
IN_MENU = frozenset({"mooc", "fiches", "agenda", "nouvelles"})
WELL_KNOWN = IN_MENU | {"aide", "qui-sommes-nous", "adherer-donner"}
DEPTH = 3  # root, home, page


def keep_slug(row, *, among: frozenset[str] | None = None) -> None:
    """For `clean()` of a model with a slug: refuse another one than the stored one, if that is one of `among` (any)."""
    stored = type(row)._base_manager.filter(pk=row.pk).values_list("slug", flat=True).first() if row.pk else None
    if stored and stored != row.slug and (among is None or stored in among):
        words = _("The site leads to this page by its address, “%(slug)s”: keep it. The title is free.")
        raise ValidationError({"slug": ValidationError(words, params={"slug": stored})})


def keep_page_slug(page) -> None:
    """For `clean()` of a Wagtail page: one that the site leads to keeps its slug."""
    if page.depth == DEPTH:
        keep_slug(page, among=WELL_KNOWN)


def are_fixed(pages, slugs: frozenset[str]):
    """Those of these Wagtail pages, and of what stands below them, that hold one of these addresses."""
    for page in pages:
        if page.depth <= DEPTH:
            yield from page.get_descendants(inclusive=True).filter(depth=DEPTH, slug__in=slugs)
