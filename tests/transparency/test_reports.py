"""Activity reports as visitors read them, the commitments."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from portal.transparency import demo
from portal.transparency.content_loader import load
from portal.transparency.models import (
    ActivityReport,
    Criterion,
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
    ActivityReport.objects.create(year=2024, title="x", body="x")
    for name in ("", "rapport.pdf", "1/", "1/rapport.json"):
        assert client.get(f"/transparence/rapports/2024/{name}").status_code == 404


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


def test_commitments_say_where_each_criterion_stands(client):
    Criterion.objects.create(code="TRA-9", part="transparents", level="required", text="Un journal.", state="held")
    Criterion.objects.create(code="OUV-4", part="ouverts", level="recommended", text="Une liste.")
    page = client.get("/nos-engagements/").text
    assert 'state--done">tenu' in page
    assert 'state--plan">à vérifier' in page


def test_everything_that_ships_is_readable(client):
    assert load()["criteria"] > 40
    assert demo.load()["texts published"] == 8
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
