"""What every page of ours shares."""

from django.utils import timezone
from wagtail.models import Page

from portal.core import addresses


class SitePage(Page):
    """A page under the home page. `nav_section` is the entry of the menu that lights up."""

    nav_section = "none"

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        addresses.keep_page_slug(self)

    def save(self, *args, **kwargs):
        """A page that is out has a day since when. Wagtail writes it when a revision is published; a page made by a
        loader has no revision, and feeds, calendars and the sitemap would give it no date."""
        if self.live and self.last_published_at is None:
            self.last_published_at = timezone.now()
            self.first_published_at = self.first_published_at or self.last_published_at
        super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return {**context, "nav_section": self.nav_section, "band": self.band(request)}

    def band(self, request) -> dict:
        """The title band, for components/title_band.html; `lead` where the page has one."""
        crumbs = [
            {"title": page.title, "url": page.get_url(request)}
            for page in self.get_ancestors().live().filter(depth__gt=2)
        ]
        return {"title": self.title, "lead": getattr(self, "lead", ""), "crumbs": crumbs}
