"""« Dupliquer la séquence », in /cms/."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .duplicating import duplicate_sequence
from .models import SequencePage


def may_duplicate(page, user) -> bool:
    """Who may copy the page beside itself."""
    return page.permissions_for_user(user).can_copy_to(page.get_parent(), recursive=True)


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request, pk: int):
    """Say what will be copied, then copy it and open the copy."""
    sequence = get_object_or_404(SequencePage, id=pk)  # « pk » stumbles over a number that is too large
    if not may_duplicate(sequence, request.user):
        raise PermissionDenied
    if request.method == "POST":
        copy = duplicate_sequence(sequence=sequence, by=request.user)
        messages.success(
            request, _("Here is the copy, as a draft: give it its title, then publish it and its lessons.")
        )
        return redirect("wagtailadmin_pages:edit", copy.pk)
    lessons = sequence.get_children().count()
    return render(request, "courses/cms/duplicate.html", {"sequence": sequence, "lessons": lessons})
