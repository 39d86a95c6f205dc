from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "portal.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self):
        from wagtail.models import Page, PageViewRestriction

        from forum import sheet_drafts
        from forum.signals import topics_merged
        from portal.core import content, context, dashboard, page_cache

        from . import collection_rights, content_loader, demo, faq, forum_drafts, group_rights, review_mails, sitemaps
        from .context import host, standing_pages
        from .models import FaqEntry, GlossaryTerm, HostSettings

        context.register(host)
        context.register(standing_pages)
        content.register("home page", content_loader.load_home, order=65)
        content.register("pages", content_loader.load, order=80)
        content.register("demo pages", demo.load, order=80, demo=True)
        page_cache.purge_on_change(FaqEntry, GlossaryTerm, HostSettings, Page, PageViewRestriction, *_page_models())
        _register_search()
        sitemaps.register_all()
        sheet_drafts.register(
            "fiche",
            label=_("Make a sheet of it"),
            begun_label=_("Finish the sheet"),
            made_label=_("Became a sheet"),
            may=forum_drafts.may_add,
            make=forum_drafts.make_sheet,
            edit_url=forum_drafts.edit_url,
            published=forum_drafts.published,
        )
        sheet_drafts.register(
            "faq",
            label=_("Make a frequent question of it"),
            begun_label=_("Finish the frequent question"),
            made_label=_("Became a frequent question"),
            may=faq.may_add,
            make=faq.make_entry,
            edit_url=faq.edit_url,
            published=faq.published,
        )
        dashboard.register(faq.waiting)
        topics_merged.connect(faq.follow_merge, dispatch_uid="pages-faq-follows-merges")
        group_rights.connect(self)
        collection_rights.connect(self)
        review_mails.take_over()


def _page_models():
    """Every kind of page, of any app: signals are sent for the most specific one."""
    from wagtail.models import get_page_models

    return get_page_models()


def _register_search() -> None:
    from portal.search import registry as search

    from . import faq, found
    from .models import EventPage, FaqEntry, GlossaryTerm, NewsPage, SheetPage, StandardPage

    for kind, label, model in (
        ("sheet", _("Sheets"), SheetPage),
        ("page", _("Pages"), StandardPage),
        ("news", _("News"), NewsPage),
        ("event", _("Dates"), EventPage),
    ):
        search.register(kind, label, model, rows=found.rows_of(model), entry=found.page_entry)
    search.register("faq", _("Frequent questions"), FaqEntry, rows=faq.found_rows, entry=faq.found_entry)
    search.register("term", _("Glossary"), GlossaryTerm, rows=GlossaryTerm.objects.all, entry=found.term_entry)
