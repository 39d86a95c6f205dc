from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "portal.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self):
        from portal.core import dashboard, immutable

        from . import cms_journal, overdue, own_data
        from .models import Access, DataExport, DepartureStep, Disclosure, RetainedRecord, SourceAddress
        from .models.accesses import CHANGES_ACCESS
        from .models.exports import forget_file

        own_data.register_all()
        post_delete.connect(forget_file, sender=DataExport, dispatch_uid="privacy-archives-go-with-their-rows")
        immutable.protect(DepartureStep)
        immutable.protect(Access, when=CHANGES_ACCESS, events=("UPDATE",))
        cms_journal.connect()
        immutable.protect(Disclosure)
        immutable.protect(RetainedRecord, events=("UPDATE",))
        immutable.protect(SourceAddress, events=("UPDATE",))
        dashboard.register(overdue.for_staff)
