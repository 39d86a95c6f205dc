"""Activity reports, the register of requests, the commitments."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.transparency import demo
from portal.transparency.content_loader import load
from portal.transparency.models import (
    ActivityReport,
    Criterion,
    LegalRequest,
    LegalRequestYear,
    ReportFigure,
    ReportLine,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    one = ActivityReport.objects.create(
        year=2025, title="Rapport 2025", body="## Une année\n\nDes mots.", published_on=date(2026, 3, 27)
    )
    ReportLine.objects.create(report=one, side="income", label="Adhésions", amount=Decimal("3540"))
    ReportLine.objects.create(report=one, side="expenditure", label="Disques", amount=Decimal("3120.50"))
    ReportFigure.objects.create(report=one, name="people", label="Personnes", value=450, chart="Usage")
    ReportFigure.objects.create(report=one, name="volunteers", label="Bénévoles", value=50)
    return ActivityReport.objects.get(pk=one.pk)


def test_visitor_reads_words_charts_and_tables(client, report):
    page = client.get("/transparence/rapports/2025/").text
    assert "Des mots." in page
    assert page.count('<svg class="bars"') == 3
    assert page.count("<table>") == 4
    assert "419,50" in page


def test_a_draft_is_no_page(client, report):
    ActivityReport.objects.update(published_on=None)
    assert client.get("/transparence/rapports/2025/").status_code == 404
    assert client.get("/transparence/rapports/2025/rapport.pdf").status_code == 404


def test_a_correction_replaces_the_page_and_keeps_the_former(client, report):
    ActivityReport.objects.create(
        year=2025,
        revision=2,
        title="Rapport 2025, corrigé",
        body="x",
        correction="le total",
        published_on=date(2026, 5, 1),
    )
    assert "le total" in client.get("/transparence/rapports/2025/").text
    assert ActivityReport.objects.count() == 2
    assert client.get("/transparence/").text.count("Rapport 2025") == 1


def test_pdf_is_tagged(client, report):
    content = client.get("/transparence/rapports/2025/rapport.pdf").content
    assert content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in content


def test_csv_and_json_hold_the_same_figures(client, report):
    data = client.get("/transparence/rapports/2025/rapport.json").json()
    assert data["figures"][0] == {"name": "people", "label": "Personnes", "value": "450", "unit": ""}
    assert data["income"] == [{"label": "Adhésions", "amount": "3540.00"}]
    text = client.get("/transparence/rapports/2025/rapport.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert ["expenditure", "", "Disques", "3120.50", "EUR"] in rows


def test_a_formula_in_a_label_is_only_text_in_the_csv(client, report):
    ReportLine.objects.create(report=report, side="income", label='=HYPERLINK("http://x")', amount=1)
    text = client.get("/transparence/rapports/2025/rapport.csv").content.decode("utf-8-sig")
    assert "\"'=HYPERLINK" in text


def test_queries_do_not_grow_with_the_lines(client, report, settings, django_assert_max_num_queries):
    settings.VISITOR_PAGE_CACHE = False
    client.get("/transparence/rapports/2025/")  # the first request makes the row of the host
    counts = []
    for size in (1, 30):
        ReportLine.objects.bulk_create(
            ReportLine(report=report, side="income", label=f"L{number}", amount=1) for number in range(size)
        )
        with django_assert_max_num_queries(10) as counted:
            client.get("/transparence/rapports/2025/")
        counts.append(len(counted))
    assert counts[0] == counts[1]


def request_of(year, **fields):
    fields = {
        "kind": "judicial",
        "answer": "refused",
        "notice": "told",
        "authority": "Parquet",
        "accounts": 2,
        **fields,
    }
    return LegalRequest.objects.create(month=date(year, 5, 1), **fields)


def test_a_year_without_requests_says_none(client):
    LegalRequestYear.objects.create(year=2025, published_on=date(2026, 3, 1))
    assert "<strong>Aucune</strong>" in client.get("/transparence/requetes/").text


def test_requests_are_counted_never_told_one_by_one(client):
    LegalRequestYear.objects.create(year=2025, published_on=date(2026, 3, 1))
    request_of(2025)
    request_of(2025, kind="removal", answer="complete")
    page = client.get("/transparence/requetes/").text
    assert "réquisition judiciaire" in page
    assert "Parquet" not in page
    assert "Aucune" not in page


def test_a_request_under_secrecy_is_in_no_figure_until_its_day(client):
    LegalRequestYear.objects.create(year=2025, published_on=date(2026, 3, 1))
    request_of(2025, withheld_until=timezone.localdate() + timedelta(days=1))
    assert "<strong>Aucune</strong>" in client.get("/transparence/requetes/").text


def test_an_unpublished_year_is_not_shown(client):
    LegalRequestYear.objects.create(year=2031)
    assert "2031" not in client.get("/transparence/requetes/").text


def test_commitments_say_where_each_criterion_stands(client):
    Criterion.objects.create(code="TRA-9", part="transparents", level="required", text="Un journal.", state="held")
    Criterion.objects.create(code="OUV-4", part="ouverts", level="recommended", text="Une liste.")
    page = client.get("/nos-engagements/").text
    assert 'state--done">tenu' in page
    assert 'state--plan">à vérifier' in page


def test_everything_that_ships_is_readable(client):
    assert load()["criteria"] > 40
    assert demo.load()["texts published"] == 7
    for address in (
        "/cgu/", "/mentions-legales/", "/confidentialite/", "/accessibilite/", "/moderation/", "/ecoconception/",
        "/modele-economique/", "/transparence/", "/transparence/rapports/2025/", "/transparence/infrastructure/",
        "/transparence/requetes/", "/nos-engagements/",
    ):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200, address
        assert not response.cookies
    Criterion.objects.filter(code="COL-1").update(text="à nous")
    assert sum(load().values()) + sum(demo.load().values()) == 0
    assert Criterion.objects.get(code="COL-1").text == "à nous"
