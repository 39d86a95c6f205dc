from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "accounts.people"
    label = "people"
    verbose_name = _("People")

    def ready(self):
        from portal.core import content

        from . import demo

        content.register("demo people", demo.load_people, order=10, demo=True)
