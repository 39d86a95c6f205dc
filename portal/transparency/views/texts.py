"""Dated texts: the one in force, every version at its own address, as page and as PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.core import pdf
from portal.core.dates import date_format

from .. import differences as texts_apart
from ..models import DatedText, TextVersion

LONGEST_NUMBER = 6  # digits of a version


def current(request, slug: str):
    """The version in force; before the first takes effect, the one that is announced."""
    document = get_object_or_404(DatedText, slug=slug)
    version = document.in_force() or document.announced()
    if version is None:
        return unwritten(request, document.title)
    announced = document.announced()
    return shown(request, version, announced if announced != version else None)


def unwritten(request, title: str):
    """Not found, and why: the team has not published it yet."""
    band = {"title": title, "field": "pale", "crumbs": [{"title": _("Transparency"), "url": "/transparence/"}]}
    return render(request, "transparency/unwritten.html", {"nav_section": "none", "band": band}, status=404)


def version(request, slug: str, number: int):
    """One published version, at an address that stays."""
    document = get_object_or_404(DatedText, slug=slug)
    return shown(request, get_object_or_404(document.versions.published(), number=number))


def shown(request, one: TextVersion, announced: TextVersion | None = None):
    """The page of a version; of a draft for whoever may see it, which the caller has checked."""
    document = one.document
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
    """What dates a version, in short strings; a draft may have no day yet."""
    told = [_("Version %(number)s") % {"number": one.number}]
    if one.effective_on:
        told.append(_("in effect from %(day)s") % {"day": date_format(one.effective_on, "j F Y")})
    if one.is_published:
        told.append(_("published on %(day)s") % {"day": date_format(one.published_on, "j F Y")})
    else:
        told.append(_("draft, not published"))
    return told


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
    context = {"nav_section": "none", "band": band, "document": document, "entries": entries, "published": published}
    return render(request, "transparency/versions.html", context)


def compare(request, slug: str):
    """Lead from the form under the versions (`?de=1&a=3`) to the page of their differences."""
    document = get_object_or_404(DatedText, slug=slug)
    asked = (request.GET.get("de", ""), request.GET.get("a", ""))
    # Python refuses to read thousands of digits
    chosen = sorted({name for name in asked if name.isdecimal() and len(name) <= LONGEST_NUMBER}, key=int)
    page = f"{chosen[0]}-{chosen[1]}/" if len(chosen) == 2 else "versions/"  # noqa: PLR2004 - a pair
    return redirect(document.get_absolute_url() + page)


def differences(request, slug: str, older: int, newer: int):
    """What changed from one published version to a later one, short text and full."""
    document = get_object_or_404(DatedText, slug=slug)
    published = list(document.versions.published())
    pair = {one.number: one for one in published if one.number in (older, newer)}
    if len(pair) != 2:  # noqa: PLR2004 - a pair
        raise Http404
    if older > newer:
        return redirect(f"{document.get_absolute_url()}{newer}-{older}/")
    return apart(request, pair[older], pair[newer], published)


def apart(request, before: TextVersion, after: TextVersion, published: list[TextVersion] | None = None):
    """The page of what changed from one version to a later one; `after` may be a draft."""
    document = after.document
    band = {
        "title": _("From version %(older)s to version %(newer)s") % {"older": before.number, "newer": after.number},
        "field": "pale",
        "facts": facts(after)[1:],
        "crumbs": [
            {"title": document.title, "url": document.get_absolute_url()},
            {"title": _("Versions"), "url": f"{document.get_absolute_url()}versions/"},
        ],
    }
    context = {
        "nav_section": "none",
        "band": band,
        "document": document,
        "before": before,
        "after": after,
        "published": published or [],
        "short": texts_apart.differences(before.short, after.short),
        "full": texts_apart.differences(before.full, after.full),
    }
    return render(request, "transparency/differences.html", context)


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
