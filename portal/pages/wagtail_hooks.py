"""The glossary in /cms/; in Wagtail's own tree, pages that the menu leads to stay where they are."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from portal.core import addresses
from portal.core.cms import ModelViewSet

from .models import FaqEntry, GlossaryTerm


class GlossaryViewSet(ModelViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["term", "meaning"]
    search_fields = ["term", "meaning"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [FieldPanel("term"), FieldPanel("slug"), FieldPanel("meaning"), FieldPanel("more")]


class FaqViewSet(ModelViewSet):
    model = FaqEntry
    icon = "help"
    menu_label = _("Frequent questions")
    menu_order = 255
    add_to_admin_menu = True
    list_display = ["question", "service", "is_published", "updated_at"]
    list_filter = ["is_published", "service"]
    search_fields = ["question", "answer"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [
        FieldPanel("question"),
        FieldPanel("answer"),
        FieldPanel("service"),
        FieldPanel("position"),
        FieldPanel("is_published"),
        FieldPanel("slug"),
    ]


register_snippet(GlossaryViewSet)
register_snippet(FaqViewSet)


def _refuse(request, pages, slugs):
    """A redirection with the reason when one of these pages holds an address that must stay, None otherwise."""
    kept = next(addresses.are_fixed(pages, slugs), None)
    if kept is None:
        return None
    words = gettext("The site leads to “%(title)s” by its address: this page stays where it is, and published.")
    messages.error(request, words % {"title": kept.title})
    return redirect("wagtailadmin_explore", kept.get_parent().pk)


@hooks.register("before_move_page")
def keep_from_moving(request, page, destination):
    """Wagtail asks for the right to move only once the form is sent: its question shows a page's title to anyone."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied
    return _refuse(request, [page], addresses.WELL_KNOWN)


@hooks.register("before_delete_page")
@hooks.register("before_unpublish_page")
def keep_in_the_menu(request, page):
    return _refuse(request, [page], addresses.IN_MENU)


@hooks.register("before_bulk_action")
def keep_from_bulk_actions(request, action_type, objects, action_class_instance):
    """The same, for several pages at once."""
    if not all(isinstance(one, Page) for one in objects):
        return None
    kept = {"move": addresses.WELL_KNOWN, "delete": addresses.IN_MENU, "unpublish": addresses.IN_MENU}
    return _refuse(request, objects, kept[action_type]) if action_type in kept else None
