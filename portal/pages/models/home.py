"""The home page: the poster, the basket of services, the course, news, the next date, people nearby."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from .base import SitePage


class HomePage(SitePage):
    """Its words are kept here; services, news, dates and people come from their own rows."""

    stamp = models.CharField(_("stamp"), max_length=60, blank=True, help_text=_("Who this host is, in five words."))
    headline = models.CharField(_("headline"), max_length=80)
    lead = models.TextField(_("lead"), max_length=400)
    action_label = models.CharField(_("first button"), max_length=40, blank=True)
    action_link = models.CharField(_("its address"), max_length=200, blank=True)
    second_action_label = models.CharField(_("second button"), max_length=40, blank=True)
    second_action_link = models.CharField(_("its address"), max_length=200, blank=True)

    basket_title = models.CharField(_("title of the services"), max_length=80, blank=True)
    basket_intro = models.TextField(_("introduction of the services"), max_length=400, blank=True)
    course_title = models.CharField(_("title of the course"), max_length=120, blank=True)
    course_intro = models.TextField(_("introduction of the course"), max_length=500, blank=True)
    course_note = models.TextField(_("note on the course"), max_length=400, blank=True)
    news_title = models.CharField(_("title of the news"), max_length=80, blank=True)
    people_title = models.CharField(_("title of the people nearby"), max_length=80, blank=True)
    people_intro = models.TextField(_("introduction of the people nearby"), max_length=400, blank=True)
    people_map = models.ForeignKey(
        "media.SiteImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("map"),
        help_text=_("A drawing beside the list, which says the same in words."),
    )

    template = "pages/home.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    content_panels = [
        *SitePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("stamp"),
                FieldPanel("headline"),
                FieldPanel("lead"),
                FieldRowPanel([FieldPanel("action_label"), FieldPanel("action_link")]),
                FieldRowPanel([FieldPanel("second_action_label"), FieldPanel("second_action_link")]),
            ],
            heading=_("Poster"),
        ),
        MultiFieldPanel([FieldPanel("basket_title"), FieldPanel("basket_intro")], heading=_("Services")),
        MultiFieldPanel(
            [FieldPanel("course_title"), FieldPanel("course_intro"), FieldPanel("course_note")], heading=_("Course")
        ),
        MultiFieldPanel([FieldPanel("news_title")], heading=_("News")),
        MultiFieldPanel(
            [FieldPanel("people_title"), FieldPanel("people_intro"), FieldPanel("people_map")],
            heading=_("People nearby"),
        ),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        from ..front import front_page

        return {**super().get_context(request, *args, **kwargs), **front_page(self)}
