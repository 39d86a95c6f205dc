"""Trainings and evenings: when, where, how many places, for how much."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField

from portal.core.blocks import COMMON_BLOCKS

from .base import SitePage

PAST_EVENTS_SHOWN = 20


class EventIndexPage(SitePage):
    """What comes, then what was."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)

    template = "pages/event_index.html"
    nav_section = "agenda"
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.EventPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("list of dates")

    def get_context(self, request, *args, **kwargs):
        from ..presentation import event_entries

        context = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "upcoming": event_entries(EventPage.upcoming().child_of(self), request),
            "past": event_entries(EventPage.past().child_of(self)[:PAST_EVENTS_SHOWN], request),
        }


class EventPage(SitePage):
    """One date. It is over at its end, or once it has started when no end is known."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("training")
        EVENING = "evening", _("evening")
        VISIT = "visit", _("visit")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TRAINING)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=250)
    place = models.CharField(_("place"), max_length=150)
    address = models.CharField(_("address"), max_length=250, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    price = models.CharField(_("price"), max_length=100, blank=True)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    contact = models.CharField(_("to register"), max_length=200, blank=True)
    body = StreamField(COMMON_BLOCKS, blank=True, verbose_name=_("text"))

    template = "pages/event.html"
    nav_section = "agenda"
    parent_page_types = ["pages.EventIndexPage"]
    subpage_types = []
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("kind"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("place"),
                FieldPanel("address"),
                FieldPanel("is_online"),
            ],
            heading=_("When and where"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("places"), FieldPanel("price")]), FieldPanel("audience"), FieldPanel("contact")],
            heading=_("Taking part"),
        ),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        indexes = [models.Index(fields=["starts_at"], name="event_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="event_ends_after_start"
            )
        ]

    def get_context(self, request, *args, **kwargs):
        from ..presentation import ticket

        return {**super().get_context(request, *args, **kwargs), "ticket": ticket(self)}

    @classmethod
    def public_events(cls):
        return cls.objects.live().public().annotate(over_at=Coalesce("ends_at", "starts_at"))

    @classmethod
    def upcoming(cls):
        """Public dates not yet over, soonest first."""
        return cls.public_events().filter(over_at__gte=timezone.now()).order_by("starts_at", "pk")

    @classmethod
    def past(cls):
        """Public dates that are over, latest first."""
        return cls.public_events().filter(over_at__lt=timezone.now()).order_by("-starts_at", "-pk")

    @property
    def is_over(self) -> bool:
        return (self.ends_at or self.starts_at) < timezone.now()
