"""The directory: which other hosts there are, for which service, where, and how one joins them."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Max, Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.dates import date_format

from . import naming
from .forms import FindForm
from .models import Host, Hosted
from .presentation import host_entry, host_facts, service_row

PAGE_SIZE = 20


def hosts(request):
    """Hosts by name, those that are asked for; their queries do not grow with their number."""
    kinds = set(Hosted.objects.exclude(host__read_at=None).order_by().values_list("kind", flat=True).distinct())
    form = FindForm(request.GET, kinds=kinds)
    services, found = _asked_for(form)
    shown = Prefetch("services", services.defer("description").order_by("name", "pk"), "offered")
    page = Paginator(found.prefetch_related(shown), PAGE_SIZE).get_page(request.GET.get("page"))
    asked = {name: form.asked(name) for name in form.fields if form.asked(name)}
    context = {
        "nav_section": "services",
        "band": _band(page.paginator.count, bool(asked)),
        "form": form,
        "is_narrowed": bool(asked),
        "entries": [host_entry(one) for one in page],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"{urlencode(asked)}&" if asked else "",
        "read_at": Host.objects.aggregate(latest=Max("read_at"))["latest"],
    }
    return render(request, "directory/hosts.html", context)


def _asked_for(form: FindForm):
    """(services, hosts) that are asked for, as querysets."""
    services, found = Hosted.objects.all(), Host.objects.shown()
    if kind := form.asked("service"):
        services = services.of_kind(kind)
    if way := form.asked("inscription"):
        services = services.joined_by(way)
    if kind or way:
        found = found.offering(services)
    return services, found.near(naming.words(form.asked("lieu")))


def _band(count: int, is_asked: bool) -> dict:
    words = ngettext("%(count)s host", "%(count)s hosts", count) % {"count": count}
    return {
        "title": _("Other ethical hosts"),
        "lead": _("What we do not offer, or not for you, another host may: by service, place and way of joining."),
        "crumbs": [{"title": _("Our services"), "url": reverse("services:catalogue")}],
        "facts": [words] if count or is_asked else [],
    }


def host(request, slug: str):
    """A host with its services, as its own files say, and when they were last read."""
    one = get_object_or_404(Host.objects.shown(), slug=slug)
    day = date_format(timezone.localtime(one.read_at), "j F Y")
    context = {
        "nav_section": "services",
        "band": {
            "title": one.name,
            "lead": one.description,
            "crumbs": [
                {"title": _("Our services"), "url": reverse("services:catalogue")},
                {"title": _("Other ethical hosts"), "url": reverse("directory:hosts")},
            ],
        },
        "services": [service_row(service, one) for service in one.services.all()],
        "facts": host_facts(one),
        "day": day,
        "is_old": bool(one.trouble),
    }
    return render(request, "directory/host.html", context)
