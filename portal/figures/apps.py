from django.apps import AppConfig
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "portal.figures"
    label = "figures"
    verbose_name = _("Figures")

    def ready(self):
        from . import visits
        from .registry import Year, register

        register("visits", _("Pages read"), visits.counted(), by_fives=True, year=Year.SUM)
        for section, label in visits.SECTIONS.items():
            label = format_lazy(_("Pages read: {section}"), section=label)
            register(f"visits_{section}", label, visits.counted(section), by_fives=True, year=Year.SUM)
