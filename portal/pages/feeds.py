"""Atom feeds of news and of dates, bounded."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from portal.core.feed_words import as_summary, as_title

from .models import EventPage, NewsPage
from .presentation import moment

ENTRIES = 30


class NewsFeed(Feed):
    feed_type = Atom1Feed
    title = _("News")
    link = "/nouvelles/"

    def items(self):
        return NewsPage.latest()[:ENTRIES]

    def item_link(self, item):
        return item.get_url()

    def item_title(self, item):
        return as_title(item.title)

    def item_description(self, item):
        return as_summary(item.summary)

    def item_pubdate(self, item):
        return timezone.make_aware(datetime.combine(item.date, time()))

    item_updateddate = item_pubdate


class EventFeed(Feed):
    """Dates to come, soonest first."""

    feed_type = Atom1Feed
    title = _("Dates")
    link = "/agenda/"

    def items(self):
        return EventPage.upcoming()[:ENTRIES]

    def item_link(self, item):
        return item.get_url()

    def item_title(self, item):
        return as_title(item.title)

    def item_description(self, item):
        return as_summary(f"{moment(item)}. {item.summary}")

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        return item.last_published_at
