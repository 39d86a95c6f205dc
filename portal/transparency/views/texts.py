"""Dated texts: the one in force, every version at its own address, as page and as PDF."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from portal.core import pdf
from portal.core.dates import date_format

from ..models import DatedText, TextVersion


def current(request, slug: str):
    """The version in force; before the first takes effect, the one that is announced."""
    document = get_object_or_404(DatedText, slug=slug)
    version = document.in_force() or document.announced()
    if version is None:
        return unwritten(request, document.title)
    announced = document.announced()
    return _page(request, document, version, announced if announced != version else None)


def unwritten(request, title: str):
    """Not found, and why: the team has not published it yet."""
    band = {"title": title, "field": "pale", "crumbs": [{"title": _("Transparency"), "url": "/transparence/"}]}
    return render(request, "transparency/unwritten.html", {"nav_section": "none", "band": band}, status=404)


def version(request, slug: str, number: int):
    """One published version, at an address that stays."""
    document = get_object_or_404(DatedText, slug=slug)
    return _page(request, document, get_object_or_404(document.versions.published(), number=number), None)


def _page(request, document: DatedText, one: TextVersion, announced):
    in_force = document.in_force()
    context = {
        "nav_section": "none",
        "band": {"title": document.title, "field": "pale", "facts": facts(one)},
        "document": document,
        "version": one,
        "announced": announced,
        # someone who reads an old version must know it
        "newer": in_force if in_force and in_force.number > one.number else None,
    }
    return render(request, "transparency/text.html", context)


def facts(one: TextVersion) -> list[str]:
    """What dates a version, in short strings."""
    return [
        _("Version %(number)s") % {"number": one.number},
        _("in effect from %(day)s") % {"day": date_format(one.effective_on, "j F Y")},
        _("published on %(day)s") % {"day": date_format(one.published_on, "j F Y")},
    ]


def versions(request, slug: str):
    """Every published version with the reason of its change."""
    document = get_object_or_404(DatedText, slug=slug)
    published = list(document.versions.published())
    if not published:
        return unwritten(request, document.title)
    entries = [
        {
            "title": _("Version %(number)s") % {"number": one.number},
            "url": f"{document.get_absolute_url()}{one.number}/",
            "text": one.reason,
            "meta": ", ".join(facts(one)[1:]),
        }
        for one in published
    ]
    band = {
        "title": _("Versions"),
        "field": "pale",
        "crumbs": [{"title": document.title, "url": document.get_absolute_url()}],
    }
    context = {"nav_section": "none", "band": band, "document": document, "entries": entries}
    return render(request, "transparency/versions.html", context)


def version_pdf(request, slug: str, number: int):
    """A published version as a tagged PDF."""
    document = get_object_or_404(DatedText, slug=slug)
    one = get_object_or_404(document.versions.published(), number=number)
    blocks = [pdf.blocks.heading(_("In plain words")), *pdf.blocks_of(one.short)]
    blocks += [pdf.blocks.heading(_("The full text")), *pdf.blocks_of(one.full)]
    lines = (", ".join(facts(one)), _("Digest (SHA-256): %(digest)s") % {"digest": one.digest})
    content = pdf.document(title=document.title, blocks=blocks, lines=lines)
    return pdf_answer(content, f"{document.slug}-{one.number}")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
