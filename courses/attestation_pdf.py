"""An attestation on paper: a tagged PDF with a QR code that leads to the page where it is checked."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core import pdf
from portal.core.dates import date_format
from portal.core.qr import qr_drawing

from . import credentials, durations
from .attestations import rule_met
from .models import Attestation


def attestation_pdf(attestation: Attestation) -> bytes:
    """The document, in the language of the site, with nothing but what the attestation keeps."""
    with translation.override(settings.LANGUAGE_CODE):
        return pdf.document(
            title=_("Attestation of a course followed"),
            author=attestation.host_name,
            language=settings.LANGUAGE_CODE,
            blocks=[*_who_and_what(attestation), *_contents(attestation), *_proof(attestation)],
        )


def _who_and_what(attestation: Attestation) -> list[dict]:
    day = date_format(timezone.localtime(attestation.issued_at), "j F Y")
    return [
        pdf.blocks.paragraph(_("%(host)s attests that") % {"host": attestation.host_name}),
        pdf.blocks.large(attestation.name),
        pdf.blocks.paragraph(_("has followed the online course")),
        pdf.blocks.large(attestation.course_title),
        pdf.blocks.paragraph(_("Issued on %(day)s.") % {"day": day}),
        pdf.blocks.paragraph(_("What was asked for: %(rule)s.") % {"rule": rule_met(attestation).words}),
        pdf.blocks.paragraph(credentials.not_a_diploma()),
    ]


def _contents(attestation: Attestation) -> list[dict]:
    numbers = {"count": len(attestation.lessons), "time": durations.spoken(attestation.minutes)}
    size = (
        ngettext("%(count)s lesson, about %(time)s.", "%(count)s lessons, about %(time)s.", numbers["count"]) % numbers
    )
    day = date_format(attestation.course_updated_on, "j F Y")
    shown = [
        pdf.blocks.heading(_("What the course holds")),
        pdf.blocks.paragraph(f"{size} " + _("Course revised on %(day)s.") % {"day": day}),
    ]
    for sequence in attestation.contents:
        shown += [pdf.blocks.heading(sequence["title"], 3), pdf.blocks.bullets(sequence["lessons"])]
    return shown


def _proof(attestation: Attestation) -> list[dict]:
    address = credentials.check_url(attestation)
    words = [
        pdf.blocks.paragraph(_("Whoever holds this code can check that the attestation is true and was not revoked:")),
        pdf.blocks.large(attestation.code, monospaced=True),
        pdf.blocks.link(address),
    ]
    alternative = _("QR code that leads to the page where this attestation is checked, %(address)s") % {
        "address": address
    }
    return [
        pdf.blocks.heading(_("Checking this attestation")),
        pdf.blocks.drawing(qr_drawing(address), alternative=alternative, beside=words),
    ]
