"""Addresses of what the host publishes of itself; those of dated texts stand at the root, as people expect them."""

from django.urls import path, re_path

from .models.texts import ROOT_SLUGS
from .views import house, reports, texts

app_name = "transparency"
_ROOT = f"(?P<slug>{'|'.join(ROOT_SLUGS)})"

urlpatterns = [
    re_path(rf"^{_ROOT}/$", texts.current, name="text"),
    re_path(rf"^{_ROOT}/versions/$", texts.versions, name="versions"),
    re_path(rf"^{_ROOT}/(?P<number>[0-9]{{1,6}})/$", texts.version, name="version"),
    re_path(rf"^{_ROOT}/(?P<number>[0-9]{{1,6}})/texte\.pdf$", texts.version_pdf, name="version_pdf"),
    path("textes/<slug:slug>/", texts.current, name="other_text"),
    path("textes/<slug:slug>/versions/", texts.versions),
    path("textes/<slug:slug>/<int:number>/", texts.version),
    path("textes/<slug:slug>/<int:number>/texte.pdf", texts.version_pdf),
    path("transparence/", house.overview, name="overview"),
    path("transparence/requetes/", house.requests, name="requests"),
    path("transparence/infrastructure/", house.infrastructure, name="infrastructure"),
    path("transparence/rapports/<int:year>/", reports.report, name="report"),
    path("transparence/rapports/<int:year>/rapport.pdf", reports.report_pdf, name="report_pdf"),
    path("transparence/rapports/<int:year>/rapport.csv", reports.report_csv, name="report_csv"),
    path("transparence/rapports/<int:year>/rapport.json", reports.report_json, name="report_json"),
    path("nos-engagements/", house.commitments, name="commitments"),
]
