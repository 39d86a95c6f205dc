"""What happened in an organisation: one row an event, never changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.append_only import AppendOnly

from .organisations import Organisation

# SQL for `portal.core.immutable`: people may be taken out of it, nothing else changes.
CHANGES_HISTORY = (
    "NEW.organisation_id <> OLD.organisation_id OR NEW.kind <> OLD.kind OR NEW.note <> OLD.note OR NEW.at <> OLD.at"
)


class OrganisationEvent(AppendOnly):
    """`by` did it, `about` is whom it concerns; `note` holds the reason that was given, never a name or an address."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        INVITED = "invited", _("somebody was invited")
        INVITED_AGAIN = "invited-again", _("an invitation was sent again")
        INVITATION_REVOKED = "invitation-revoked", _("an invitation was withdrawn")
        JOINED = "joined", _("joined")
        REQUEST_REFUSED = "request-refused", _("a request to join was refused")
        BECAME_MANAGER = "became-manager", _("became manager")
        BECAME_MEMBER = "became-member", _("became member")
        RENEWED = "renewed", _("the dates of a membership were set")
        LEFT = "left", _("left")
        REMOVED = "removed", _("was taken out")
        CLOSURE_ASKED = "closure-asked", _("closure asked for")
        CLOSURE_WITHDRAWN = "closure-withdrawn", _("closure withdrawn")
        CLOSURE_REFUSED = "closure-refused", _("closure refused")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", pgettext_lazy("association", "opened again")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="events", verbose_name=_("organisation")
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("about")
    )
    note = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("event of an organisation")
        verbose_name_plural = _("events of organisations")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organisation", "-at"], name="organisations_history")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"
