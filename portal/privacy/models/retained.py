"""The restricted store: what decree 2021-1362 has a host keep, apart from everything else, each row with the day on
which it is purged. No page and no list shows it: `manage.py disclose_retained` alone reads it, and writes who asked."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PurgedWhenDue(models.QuerySet):
    def past_their_time(self, today=None):
        return self.filter(purge_on__lte=today or timezone.localdate())


class RetainedRecord(models.Model):
    """One row of a person whose account is gone. `number` was the person's; no key leads anywhere."""

    wagtail_reference_index_ignore = True

    number = models.PositiveBigIntegerField(_("number of the person"), db_index=True)
    address = models.EmailField(_("address"), db_index=True)
    what = models.CharField(_("kind"), max_length=80)
    data = models.JSONField(_("data"))
    reason = models.CharField(_("why it is kept"), max_length=300)
    closed_on = models.DateField(_("account closed"), default=timezone.localdate)
    purge_on = models.DateField(_("purged on"), db_index=True)

    objects = PurgedWhenDue.as_manager()

    class Meta:
        verbose_name = _("retained record")
        verbose_name_plural = _("retained records")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class SourceAddress(models.Model):
    """Whence a contribution came, kept nowhere else. `what` and `object_id` name the contribution."""

    wagtail_reference_index_ignore = True

    number = models.PositiveBigIntegerField(_("number of the person"), null=True, db_index=True)
    what = models.CharField(_("kind"), max_length=80)
    object_id = models.PositiveBigIntegerField(_("its number"))
    address = models.GenericIPAddressField(_("source address"))
    at = models.DateTimeField(_("on"), default=timezone.now)
    purge_on = models.DateField(_("purged on"), db_index=True)

    objects = PurgedWhenDue.as_manager()

    class Meta:
        verbose_name = _("source of a contribution")
        verbose_name_plural = _("sources of contributions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["what", "object_id"], name="privacy_source_of")]

    def __str__(self) -> str:
        return f"{self.what} {self.object_id}"


class Disclosure(models.Model):
    """The restricted store was read: by whom, for which authority, why. Never changed, never purged."""

    wagtail_reference_index_ignore = True

    at = models.DateTimeField(_("on"), default=timezone.now)
    operator = models.CharField(_("read by"), max_length=120)
    system_user = models.CharField(_("account on the server"), max_length=80)
    authority = models.CharField(_("asked by"), max_length=200)
    reference = models.CharField(_("reference of the request"), max_length=120)
    reason = models.TextField(_("why"))
    number = models.PositiveBigIntegerField(_("number of the person"), null=True)
    records = models.PositiveIntegerField(_("records read"), default=0)

    class Meta:
        verbose_name = _("reading of the restricted store")
        verbose_name_plural = _("readings of the restricted store")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reference}, {self.at:%Y-%m-%d}"
