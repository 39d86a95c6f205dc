"""Who of the team or of the referents read or changed what concerns whom: kept a year, shown to whom it concerns."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.append_only import AppendOnly

from .retained import PurgedWhenDue

KEPT = timedelta(days=365)
# SQL for `portal.core.immutable`: people may be taken out of it, nothing else changes.
CHANGES_ACCESS = (
    "NEW.role <> OLD.role OR NEW.act <> OLD.act OR NEW.what <> OLD.what OR NEW.at <> OLD.at "
    "OR NEW.purge_on <> OLD.purge_on OR COALESCE(NEW.number, 0) <> COALESCE(OLD.number, 0) "
    "OR COALESCE(NEW.by_id, 0) NOT IN (0, COALESCE(OLD.by_id, 0)) "
    "OR COALESCE(NEW.about_id, 0) NOT IN (0, COALESCE(OLD.about_id, 0))"
)


def last_day_from_today():
    return timezone.localdate() + KEPT


class Access(AppendOnly):
    """One page opened, or one thing changed, by somebody whose role opens others' data.

    A page about one person names them (`about`). A page about a body of several people names the body (`what` and
    `number`), and concerns whoever belongs to it. A list names nobody: one row, however many lines it shows.
    No address of a network, no search words.
    """

    wagtail_reference_index_ignore = True

    class Role(models.TextChoices):
        TEAM = "team", _("the team")
        REFERENT = "referent", _("referent")

    class Act(models.TextChoices):
        READ = "read", pgettext_lazy("access", "read")
        CHANGED = "changed", pgettext_lazy("access", "changed")
        LISTED = "listed", pgettext_lazy("access", "list opened")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    role = models.CharField(_("in the role of"), max_length=10, choices=Role.choices)
    act = models.CharField(_("what was done"), max_length=10, choices=Act.choices)
    what = models.CharField(_("kind"), max_length=80)
    number = models.PositiveBigIntegerField(_("its number"), null=True)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("about")
    )
    at = models.DateTimeField(_("on"), default=timezone.now)
    purge_on = models.DateField(_("purged on"), default=last_day_from_today, db_index=True)

    class QuerySet(PurgedWhenDue):
        def concerning(self, person):
            """What the person may see: pages about them, and about the bodies they belong to; newest first."""
            from ..watched import bodies_of

            which = Q(about=person)
            for what, numbers in bodies_of(person):
                which |= Q(what=what, number__in=numbers.values("pk"))
            return self.filter(which).exclude(by=person).select_related("by").order_by("-at", "-pk")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of people’s data")
        verbose_name_plural = _("readings of people’s data")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["about", "-at"], name="privacy_access_about"),
            models.Index(fields=["what", "number"], name="privacy_access_of_body"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}, {self.get_act_display()}"

    def get_what_display(self) -> str:
        """The kind in words; of a model that is no longer here, its name."""
        try:
            return str(apps.get_model(self.what)._meta.verbose_name)
        except (LookupError, ValueError):
            return self.what

    get_what_display.short_description = _("kind")

    def get_who_display(self) -> str:
        """A referent by public name; of the team, whom the person need not know, only that it was the team."""
        if self.role == self.Role.TEAM:
            return str(self.Role.TEAM.label)
        return ", ".join(
            part for part in (self.by.public_name if self.by else "", str(self.Role.REFERENT.label)) if part
        )
