"""Addresses of what the host publishes of itself; those of dated texts stand at the root, as people expect them."""

from datetime import date

from django.urls import path, register_converter

from .chatonsinfos import views as chatonsinfos
from .models.texts import ROOT_SLUGS
from .views import commitments, consents, figures, house, infrastructure, reports, surveys, texts


class RuleConverter:
    """The slug of a text that has its address at the root of the site."""

    regex = "|".join(ROOT_SLUGS)

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class SurveyKeyConverter(RuleConverter):
    """The key by which an invited person answers once."""

    regex = r"[-\w]{32}"


class DayConverter:
    """A day, as 2026-11-21."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(RuleConverter, "rule")
register_converter(DayConverter, "day")
register_converter(SurveyKeyConverter, "survey_key")

app_name = "transparency"
urlpatterns = [
    path("<rule:slug>/", texts.current, name="text"),
    path("<rule:slug>/versions/", texts.versions, name="versions"),
    path("<rule:slug>/comparer/", texts.compare, name="compare"),
    path("<rule:slug>/<int:older>-<int:newer>/", texts.differences, name="differences"),
    path("<rule:slug>/<int:number>/", texts.version, name="version"),
    path("<rule:slug>/<int:number>/texte.pdf", texts.version_pdf, name="version_pdf"),
    path("textes/<slug:slug>/", texts.current, name="other_text"),
    path("textes/<slug:slug>/versions/", texts.versions),
    path("textes/<slug:slug>/comparer/", texts.compare),
    path("textes/<slug:slug>/<int:older>-<int:newer>/", texts.differences),
    path("textes/<slug:slug>/<int:number>/", texts.version),
    path("textes/<slug:slug>/<int:number>/texte.pdf", texts.version_pdf),
    path("transparence/", house.overview, name="overview"),
    path("transparence/requetes/", house.requests, name="requests"),
    path("transparence/chiffres/", figures.figures, name="figures"),
    path("transparence/chiffres/chiffres.csv", figures.figures_csv, name="figures_csv"),
    path("transparence/infrastructure/", infrastructure.infrastructure, name="infrastructure"),
    path("transparence/equipe/", infrastructure.team, name="team"),
    path("transparence/paquets/<slug:slug>/<day:day>/", infrastructure.packages, name="packages"),
    path("transparence/paquets/<slug:slug>/<day:day>/paquets.csv", infrastructure.packages_csv, name="packages_csv"),
    path("transparence/paquets/<slug:slug>/<day:day>/changements/", infrastructure.changes, name="package_changes"),
    path("transparence/paquets/<slug:slug>/<day:day>/changements.csv", infrastructure.changes_csv, name="changes_csv"),
    path("transparence/rapports/<int:year>/", reports.report, name="report"),
    path("transparence/rapports/<int:year>/rapport.pdf", reports.report_pdf, name="report_pdf"),
    path("transparence/rapports/<int:year>/rapport.csv", reports.report_csv, name="report_csv"),
    path("transparence/rapports/<int:year>/rapport.json", reports.report_json, name="report_json"),
    path(".well-known/chatonsinfos/organization.properties", chatonsinfos.organisation, name="chatonsinfos"),
    path(".well-known/chatonsinfos/metrics.properties", chatonsinfos.organisation_metrics, name="chatonsinfos_metrics"),
    path(".well-known/chatonsinfos/services/<slug:slug>.properties", chatonsinfos.service, name="chatonsinfos_service"),
    path(
        ".well-known/chatonsinfos/services/<slug:slug>/metrics.properties",
        chatonsinfos.service_metrics,
        name="chatonsinfos_service_metrics",
    ),
    path("compte/textes/", consents.accept, name="accept"),
    path("transparence/rapports/<int:year>/comptes.csv", reports.accounts_csv, name="accounts_csv"),
    path("transparence/rapports/<int:year>/<int:revision>/", reports.report, name="report_revision"),
    path("transparence/rapports/<int:year>/<int:revision>/rapport.pdf", reports.report_pdf),
    path("transparence/rapports/<int:year>/<int:revision>/rapport.csv", reports.report_csv),
    path("transparence/rapports/<int:year>/<int:revision>/rapport.json", reports.report_json),
    path("transparence/rapports/<int:year>/<int:revision>/comptes.csv", reports.accounts_csv),
    path("transparence/requetes/requetes.csv", house.requests_csv, name="requests_csv"),
    path("transparence/enquetes/<int:year>/", surveys.results, name="survey_results"),
    path("enquete/merci/", surveys.thanks, name="survey_thanks"),
    path("enquete/<survey_key:key>/", surveys.answer, name="survey"),
    path("nos-engagements/", commitments.commitments, name="commitments"),
    path("nos-engagements/<slug:slug>/", commitments.edition, name="charter_edition"),
]
