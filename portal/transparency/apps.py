from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransparencyConfig(AppConfig):
    name = "portal.transparency"
    label = "transparency"
    verbose_name = _("Transparency")

    def ready(self):
        from allauth.account.signals import user_signed_up

        from accounts.people import groups, home
        from accounts.people.roles import Role
        from portal.core import content, context, dashboard, immutable, page_cache, sitemaps
        from portal.notifications import kinds
        from portal.search import actions as search_actions
        from portal.search import registry as search

        from . import consents, content_loader, demo, found, models, nightly, personal_data, waiting
        from .context import published_texts
        from .signals import version_published
        from .sitemaps import ReportSitemap, TextSitemap

        content.register("transparency", content_loader.load, order=90)
        content.register("demo transparency", demo.load, order=90, demo=True)
        context.register(consents.texts_to_accept)
        context.register(published_texts)
        dashboard.register(waiting.for_staff)
        home.register("texts", template="transparency/home_section.html", values=consents.home_section, order=60)
        user_signed_up.connect(consents.signed_up, dispatch_uid="transparency-consents")
        sitemaps.register("texts", TextSitemap)
        sitemaps.register("reports", ReportSitemap)
        immutable.protect(models.TextVersion, when="OLD.published_on IS NOT NULL")
        immutable.protect(models.CriterionReview, when=models.charter.CHANGES_HISTORY, events=("UPDATE",))
        immutable.protect(models.CriterionReview, events=("DELETE",))
        kinds.register(nightly.KIND, label=_("What we promised to publish"), group=_("Team"), mails=False)
        personal_data.register_all()
        page_cache.purge_on_change(*self.get_models())
        search.register("text", _("Rules"), models.DatedText, rows=found.texts, entry=found.text_entry)
        search.register(
            "report",
            _("Reports"),
            models.ActivityReport,
            rows=models.ActivityReport.objects.published,
            entry=found.report_entry,
        )

        def index_text(version, **_kwargs):
            search_actions.index(version.document)

        version_published.connect(index_text, weak=False, dispatch_uid="transparency-index-text")
        groups.grant_all(
            Role.STAFF,
            "transparency",
            "datedtext",
            "textversion",
            "activityreport",
            "legalrequestyear",
            "legalrequest",
            "standingpage",
            "machine",
            "teammember",
            "partner",
        )
        groups.grant_all(Role.STAFF, "transparency", "criterion", actions=("view", "add", "change"))
        groups.grant_all(Role.STAFF, "transparency", "criterionreview", actions=("view",))
        groups.grant_all(Role.STAFF, "transparency", "packagelist", actions=("view", "add", "delete"))
