"""Error pages in our look: what happened, what is kept, where to go next."""

from django.shortcuts import render
from django.utils.translation import gettext as _


def foreign_form(request):
    """A form that did not come from our own page."""
    reason = _("This form was sent from another site, so we did not take it. Open the page here and send it again.")
    return render(request, "403.html", {"reason": reason}, status=403)


def csrf_failure(request, reason=""):
    """Django's CSRF refusal, in words a person can act on: cookies off, or a page left open for too long."""
    text = _(
        "We could not check that this form comes from you. Go back, reload the page and send it again; "
        "if that does not help, allow this site’s cookies."
    )
    return render(request, "403.html", {"reason": text}, status=403)


def not_usable(request):
    """What was sent is nothing that a page of ours sends: a forged number, a missing field."""
    return render(request, "400.html", status=400)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def forbidden(request, exception=None):
    return render(request, "403.html", {"reason": str(exception) if exception else ""}, status=403)
