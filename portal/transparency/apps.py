from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransparencyConfig(AppConfig):
    name = "portal.transparency"
    label = "transparency"
    verbose_name = _("Transparency")

    def ready(self):
        from allauth.account.signals import user_signed_up

        from accounts.people import groups, home, roles
        from accounts.people.roles import Role
        from portal.core import content, context, dashboard, immutable, page_cache, sitemaps
        from portal.notifications import kinds
        from portal.notifications.models import Frequency
        from portal.privacy.signals import disclosed
        from portal.search import actions as search_actions
        from portal.search import registry as search

        from . import (
            asking,
            consents,
            content_loader,
            demo,
            found,
            models,
            nightly,
            notices,
            personal_data,
            survey_actions,
            waiting,
        )
        from .context import of_texts
        from .requests_told import propose
        from .signals import version_published
        from .sitemaps import ReportSitemap, TextSitemap

        content.register("transparency", content_loader.load, order=90)
        content.register("demo transparency", demo.load, order=90, demo=True)
        context.register(consents.texts_to_accept)
        context.register(of_texts)
        dashboard.register(waiting.for_staff)
        home.register("texts", template="transparency/home_section.html", values=consents.home_section, order=60)
        home.register_task(consents.tasks_of_person)
        roles.register_fact(asking.FACT, models.TextVersion.objects.waiting_for)
        kinds.register(notices.BINDING, label=_("Changes of what binds you"), group=_("My account"), mails=False)
        kinds.register(
            notices.OTHERS, label=_("Changes of our other texts"), group=_("My account"), default=Frequency.WEEKLY
        )
        user_signed_up.connect(consents.signed_up, dispatch_uid="transparency-consents")
        sitemaps.register("texts", TextSitemap)
        sitemaps.register("reports", ReportSitemap)
        immutable.protect(models.TextVersion, when="OLD.published_on IS NOT NULL")
        # consents and digests name the text by it
        immutable.protect(models.DatedText, when="NEW.slug <> OLD.slug", events=("UPDATE",))
        immutable.protect(models.ActivityReport, when="OLD.published_on IS NOT NULL")
        immutable.protect(models.CharterEdition, when="OLD.status = 'former'")
        immutable.protect_behind(models.Criterion, "edition", when="kept.status = 'former'")
        for rows in (models.ReportFigure, models.ReportLine):
            immutable.protect_behind(rows, "report", when="kept.published_on IS NOT NULL")
        immutable.protect(models.Survey, when="OLD.told_on IS NOT NULL")
        immutable.protect_behind(models.SurveyQuestion, "survey", when="kept.told_on IS NOT NULL")
        immutable.protect_behind(models.SurveyTally, "question__survey", when="kept.told_on IS NOT NULL")
        # words are nobody else's, and may be taken back: they are hidden or deleted, never put into another's mouth
        immutable.protect(models.SurveyText, when="NEW.text <> OLD.text", events=("UPDATE",))
        immutable.protect_behind(
            models.SurveyText, "question__survey", when="kept.told_on IS NOT NULL", events=("INSERT",)
        )
        immutable.protect(models.CriterionReview, when=models.charter.CHANGES_HISTORY, events=("UPDATE",))
        immutable.protect(models.CriterionReview, events=("DELETE",))
        kinds.register(nightly.KIND, label=_("What we promised to publish"), group=_("Team"), mails=False)
        personal_data.register_all()
        unseen = (models.VersionNotice, models.SurveyKey)
        page_cache.purge_on_change(*(model for model in self.get_models() if model not in unseen))
        disclosed.connect(propose, dispatch_uid="transparency-propose-request")
        kinds.register(survey_actions.KIND, label=_("The yearly survey"), group=_("My account"))
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
            "publishedfacts",
            "survey",
            "machine",
            "teammember",
            "partner",
        )
        groups.grant_all(Role.STAFF, "transparency", "charteredition")
        groups.grant_all(Role.STAFF, "transparency", "criterion", actions=("view", "add", "change"))
        groups.grant_all(Role.STAFF, "transparency", "criterionreview", actions=("view",))
        groups.grant_all(Role.STAFF, "transparency", "packagelist", actions=("view", "add", "delete"))
