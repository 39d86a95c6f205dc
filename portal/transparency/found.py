"""Dated texts and reports in the search of the site."""

from portal.core import markdown
from portal.search.registry import Entry

from .models import ActivityReport, DatedText


def texts():
    """Texts with a published version."""
    return DatedText.objects.readable().order_by("pk")


def text_entry(document: DatedText) -> Entry:
    version = document.in_force() or document.announced()
    return Entry(
        title=document.title,
        url=document.get_absolute_url(),
        summary=markdown.plain_text(version.short),
        text=markdown.plain_text(version.full),
    )


def report_entry(report: ActivityReport) -> Entry:
    return Entry(
        title=report.title,
        url=report.get_absolute_url(),
        summary=report.summary,
        text=markdown.plain_text(report.body),
    )
