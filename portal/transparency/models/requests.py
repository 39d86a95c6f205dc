"""Register of requests by authorities: never a name, published in aggregate per year, « none » published too."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LegalRequestYear(models.Model):
    """A year whose register is closed and published, with a word on it."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    note = models.TextField(_("note"), blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("year of requests by authorities")
        verbose_name_plural = _("years of requests by authorities")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class LegalRequest(models.Model):
    """One request. What is under secrecy stays out of every public figure until `withheld_until` has passed, and what
    was only proposed (by `disclose_retained`) until staff have completed it."""

    class Authority(models.TextChoices):
        COURT = "court", _("court, public prosecutor")
        POLICE = "police", _("police, gendarmerie")
        ADMINISTRATION = "administration", _("tax, customs, social administration")
        REGULATOR = "regulator", _("independent authority (CNIL, Arcom, …)")
        FOREIGN = "foreign", _("authority of another country")
        OTHER = "other", _("other")

    class Kind(models.TextChoices):
        JUDICIAL = "judicial", _("judicial requisition")
        ADMINISTRATIVE = "administrative", _("administrative request")
        REMOVAL = "removal", _("request for removal")
        OTHER = "other", _("other")

    class Answer(models.TextChoices):
        COMPLETE = "complete", _("complete")
        PARTIAL = "partial", _("partial")
        REFUSED = "refused", _("refused")

    class Notice(models.TextChoices):
        TOLD = "told", _("the person was told")
        NOT_TOLD = "not_told", _("the person was not told")
        FORBIDDEN = "forbidden", _("telling is forbidden")

    month = models.DateField(_("month"), help_text=_("Any day of it; only the year is published."))
    authority_kind = models.CharField(
        _("kind of authority"), max_length=16, choices=Authority.choices, default=Authority.OTHER
    )
    authority = models.CharField(
        _("which authority"), max_length=120, blank=True, help_text=_("For the team alone; never published.")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    services = models.CharField(
        _("services"), max_length=200, blank=True, help_text=_("Names with commas between them.")
    )
    accounts = models.PositiveIntegerField(_("number of accounts"), default=0)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    notice = models.CharField(_("notice"), max_length=10, choices=Notice.choices)
    withheld_until = models.DateField(_("withheld until"), null=True, blank=True)
    proposed = models.BooleanField(
        _("only proposed"), default=False, help_text=_("It counts nowhere until this is unticked.")
    )

    class QuerySet(models.QuerySet):
        def publishable(self, day=None):
            """Those whose secrecy, if any, is over."""
            over = Q(withheld_until=None) | Q(withheld_until__lte=day or timezone.localdate())
            return self.filter(over, proposed=False)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("request by an authority")
        verbose_name_plural = _("requests by authorities")
        ordering = ["-month", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.month:%Y-%m}"
