"""The catalogue, and everything a host must say of each service."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.dates import date_format
from portal.notifications.models import Frequency
from portal.notifications.presentation import follow_block

from .models import Service
from .presentation import stalls
from .states import attach


def catalogue(request):
    """Services by family, those without an account first among the ways in."""
    services = attach(Service.objects.in_catalogue().order_by("family__position", "position", "name"))
    without_account = request.GET.get("acces") == "sans-compte"
    if without_account:
        services = [one for one in services if one.access == Service.Access.NONE]
    here = reverse("services:catalogue")
    context = {
        "nav_section": "services",
        "band": {
            "title": _("Our services"),
            "lead": _("All are free software, and each page says where your data are and how to leave with them."),
        },
        "services": stalls(services, with_family=True),
        "filters": {
            "label": _("Which services"),
            "choices": [
                {"title": _("All services"), "url": here, "current": not without_account},
                {"title": _("Use without an account"), "url": f"{here}?acces=sans-compte", "current": without_account},
            ],
        },
        "empty": {"title": _("No service here yet"), "text": _("The catalogue is being written.")},
    }
    return render(request, "services/catalogue.html", context)


def service(request, slug: str):
    """One service: software, licence, source, where the data are, how to get in and how to leave."""
    [one] = attach([get_object_or_404(Service.objects.in_catalogue(), slug=slug)])
    context = {
        "nav_section": "services",
        "service": one,
        "band": {
            "title": one.name,
            "lead": one.summary,
            "crumbs": [{"title": _("Our services"), "url": reverse("services:catalogue")}],
            "state": {"label": one.state_now.label, "kind": one.state_now.kind},
            "facts": [Service.Access(one.audience).label, one.get_openness_display()],
        },
        "getting_in": _getting_in(one),
        "data": _data(one),
        "software": _software(one),
        "follow": follow_block(
            request.user,
            "service",
            one.pk,
            title=_("Follow this service"),
            hint=_("Its incidents, planned maintenance and bug reports."),
            offered=Frequency.DAILY,
        ),
    }
    return render(request, "services/service.html", context)


def _getting_in(one: Service) -> list[dict]:
    return [
        {"term": _("How to get in"), "text": one.access_note},
        {"term": _("Sign-ups"), "text": one.get_openness_display()},
        {"term": _("Price"), "text": one.price},
        {"term": _("Help"), "text": one.support},
        {"term": _("Instead of"), "text": one.replaces},
    ]


def _data(one: Service) -> list[dict]:
    return [
        {"term": _("Where the data are"), "text": one.location},
        {"term": _("Backups"), "text": one.backups},
        {"term": _("Kept for"), "text": one.retention},
        {"term": _("Leave with"), "text": one.export_formats or _("nothing to take along: nothing is kept")},
        {"term": _("Terms"), "text": _("Terms of service"), "url": "/cgu/"},
    ]


def _software(one: Service) -> list[dict]:
    return [
        {"term": _("Software"), "text": one.software, "url": one.software_url},
        {"term": _("Installed version"), "text": one.version},
        {"term": _("Licence"), "text": one.licence},
        {"term": _("Source code"), "text": one.source_url.partition("//")[2].rstrip("/"), "url": one.source_url},
        {"term": _("Opened"), "text": date_format(one.opened_on, "F Y") if one.opened_on else ""},
    ]
