"""What runs where, who holds the keys, how it is saved, what is installed; the team and whom it works with."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hosting.services.models import Service
from portal.core.dates import date_format
from portal.figures.spreadsheets import csv_answer

from ..kept_packages import packages_of
from ..models import Machine, PackageList, Partner, StandingPage, TeamMember
from ..packages import Differences, compare
from .texts import unwritten

ON_A_PAGE = 100


def _crumbs(*more: dict) -> list[dict]:
    return [{"title": _("Transparency"), "url": "/transparence/"}, *more]


def infrastructure(request):
    """Words of the team, machines, software by service, lists of packages."""
    page = StandingPage.objects.filter(slug="infrastructure").first()
    services = Service.objects.in_catalogue()
    machines = list(Machine.objects.shown().prefetch_related(Prefetch("services", queryset=services)))
    if page is None and not machines:
        return unwritten(request, _("Infrastructure"))
    band = {"title": page.title if page else _("Infrastructure"), "crumbs": _crumbs()}
    if page:
        band["facts"] = [_("Checked on %(day)s") % {"day": date_format(page.updated_on, "j F Y")}]
    context = {
        "nav_section": "none",
        "band": band,
        "page": page,
        "machines": [{"name": one.name, "slug": one.slug, "facts": _facts(one)} for one in machines],
        "software": _software(services, machines),
        "lists": _lists(),
    }
    return render(request, "transparency/infrastructure.html", context)


def _facts(one: Machine) -> list[dict]:
    return [
        {"term": _("What it is for"), "text": one.purpose},
        {"term": _("Services"), "text": ", ".join(service.name for service in one.services.all())},
        {"term": _("Place"), "text": one.place},
        {"term": _("Hosted by"), "text": one.host},
        {"term": _("Level of control"), "text": one.get_control_display()},
        {"term": _("Administered by"), "text": one.administrators},
        {"term": _("Hardware"), "text": one.hardware},
        {"term": _("System"), "text": one.system},
        {"term": _("Backups"), "text": one.backups},
        {"term": _("Kept for"), "text": one.retention},
    ]


def _software(services, machines) -> dict | None:
    """Software with version and licence per service, and where it runs."""
    where: dict[int, list[str]] = {}
    for machine in machines:
        for service in machine.services.all():
            where.setdefault(service.pk, []).append(machine.name)
    rows = [
        [
            {"text": one.name, "url": one.get_absolute_url()},
            {"text": one.software},
            {"text": one.version or _("not said")},
            {"text": one.licence},
            {"text": ", ".join(where.get(one.pk, ())) or one.location or _("not said")},
        ]
        for one in services
    ]
    heads = (_("Service"), _("Software"), _("Installed version"), _("Licence"), _("Where"))
    table = {"caption": _("Software by service"), "head": [{"text": head} for head in heads], "rows": rows}
    return table if rows else None


def _lists() -> dict | None:
    """The latest list of each machine, and of the portal."""
    latest: dict[str, PackageList] = {}
    for one in PackageList.objects.shown().select_related("machine").order_by("-taken_on"):
        latest.setdefault(one.slug, one)
    rows = [
        [
            {"text": one.title, "url": one.get_absolute_url()},
            {"text": date_format(one.taken_on, "j F Y")},
            {"text": str(one.count), "num": True},
        ]
        for one in latest.values()
    ]
    head = [{"text": _("Server")}, {"text": _("Day of the list")}, {"text": _("Packages"), "num": True}]
    return {"caption": _("Latest lists of packages"), "head": head, "rows": rows} if rows else None


def _found(slug: str, day: date) -> PackageList:
    lists = PackageList.objects.shown().of(slug).select_related("machine").defer(None)
    return get_object_or_404(lists, taken_on=day)


def packages(request, slug: str, day: date):
    """What was installed on a machine that day, page by page, with the way to what changed."""
    one = _found(slug, day)
    found = packages_of(one)
    licences = any(package.licence for package in found)
    head = [_("Package"), _("Version"), *([_("Licence")] if licences else [])]
    unsaid = _("not said")
    rows = [[package.label, package.version or unsaid, *([package.licence] if licences else [])] for package in found]
    before = one.year_before()
    address = one.get_absolute_url()
    band = {
        "title": _("Packages: %(machine)s") % {"machine": one.title},
        "facts": [
            _("%(count)s packages") % {"count": one.count},
            _("list of %(day)s, by %(source)s")
            % {"day": date_format(one.taken_on, "j F Y"), "source": one.get_source_display()},
        ],
        "crumbs": _crumbs({"title": _("Infrastructure"), "url": reverse("transparency:infrastructure")}),
        "links": [{"label": "CSV", "url": f"{address}paquets.csv"}],
    }
    if before:
        words = _("What changed since %(day)s") % {"day": date_format(before.taken_on, "j F Y")}
        band["links"].insert(0, {"label": words, "url": f"{address}changements/"})
    others = PackageList.objects.shown().of(slug).select_related("machine").exclude(pk=one.pk)
    links = [{"title": date_format(other.taken_on, "j F Y"), "url": other.get_absolute_url()} for other in others]
    return _table_page(request, band, head, rows, links)


def changes(request, slug: str, day: date):
    """What came, went or changed its version since the year before."""
    one, before = _pair(slug, day)
    days = {"before": date_format(before.taken_on, "j F Y"), "after": date_format(one.taken_on, "j F Y")}
    band = {
        "title": _("What changed: %(machine)s") % {"machine": one.title},
        "facts": [_("from %(before)s to %(after)s") % days],
        "crumbs": _crumbs(
            {"title": _("Infrastructure"), "url": reverse("transparency:infrastructure")},
            {"title": days["after"], "url": one.get_absolute_url()},
        ),
        "links": [{"label": "CSV", "url": f"{one.get_absolute_url()}changements.csv"}],
    }
    head = [_("Package"), _("What"), _("Before"), _("Now")]
    return _table_page(request, band, head, _changed(_differences(one, before)), [])


def _pair(slug: str, day: date) -> tuple[PackageList, PackageList]:
    """The list and that of a year before, without which there is nothing to compare."""
    one = _found(slug, day)
    before = one.year_before()
    if before is None:
        raise Http404
    return one, before


def _differences(one: PackageList, before: PackageList) -> Differences:
    return compare(packages_of(before), packages_of(one))


def _changed(found: Differences) -> list[list[str]]:
    rows = [[label, _("new version"), before, after] for label, before, after in found.changed]
    rows += [[label, _("added"), "", version] for label, version in found.added]
    rows += [[label, _("removed"), version, ""] for label, version in found.removed]
    return rows


def _table_page(request, band, head, rows, others):
    paginator = Paginator(rows, ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    table = {
        "caption": band["title"],
        "head": [{"text": one} for one in head],
        "rows": [[{"text": cell} for cell in row] for row in page],
    }
    context = {
        "nav_section": "none",
        "band": band,
        "table": table if rows else None,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "others": others,
    }
    return render(request, "transparency/packages.html", context)


def packages_csv(request, slug: str, day: date):
    one = _found(slug, day)
    rows = [[package.name, package.version, package.architecture, package.licence] for package in packages_of(one)]
    return csv_answer([["package", "version", "architecture", "licence"], *rows], f"paquets-{slug}-{day}")


def changes_csv(request, slug: str, day: date):
    found = _differences(*_pair(slug, day))
    rows = [[label, "changed", *versions] for label, *versions in found.changed]
    rows += [[label, "added", "", version] for label, version in found.added]
    rows += [[label, "removed", version, ""] for label, version in found.removed]
    return csv_answer([["package", "change", "before", "after"], *rows], f"changements-{slug}-{day}")


def team(request):
    """Who makes the house, and whom it works with; suppliers first, as the charter asks to name them."""
    people, partners = list(TeamMember.objects.all()), list(Partner.objects.all())
    if not people and not partners:
        return unwritten(request, _("The team and its partners"))
    context = {
        "nav_section": "none",
        "band": {
            "title": _("The team and its partners"),
            "lead": _("Who looks after the services, and whom we rely on."),
            "crumbs": _crumbs(),
        },
        "people": people,
        "partners": [
            {"name": label, "kind": value, "rows": [one for one in partners if one.kind == value]}
            for value, label in (
                (Partner.Kind.SUPPLIER, _("Suppliers")),
                (Partner.Kind.FUNDER, _("Funders")),
                (Partner.Kind.ALLY, _("Partners")),
            )
            if any(one.kind == value for one in partners)
        ],
    }
    return render(request, "transparency/team.html", context)
