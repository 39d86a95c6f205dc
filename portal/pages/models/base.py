"""What every page of ours shares."""

from wagtail.models import Page


class SitePage(Page):
    """A page under the home page. `nav_section` is the entry of the menu that lights up."""

    nav_section = "none"

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "nav_section": self.nav_section}
