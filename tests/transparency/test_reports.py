"""Activity reports as visitors read them, the commitments."""

import csv
import io
import re
from decimal import Decimal

import pytest

from portal.transparency import demo
from portal.transparency.content_loader import load
from portal.transparency.models import ActivityReport, Criterion
from tests.factories.transparency import published_report

pytestmark = pytest.mark.django_db


LINES = (("income", "Adhésions", Decimal(3540)), ("expenditure", "Disques", Decimal("3120.50")))
FIGURES = (("people", "Personnes", 450, "Usage"), ("volunteers", "Bénévoles", 50, ""))


@pytest.fixture
def report():
    return published_report(body="## Une année\n\nDes mots.", lines=LINES, figures=FIGURES)


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


def test_pdf_is_tagged_and_draws_what_the_page_draws(client, report):
    content = client.get("/transparence/rapports/2025/rapport.pdf").content
    assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content
    alternatives = re.findall(rb"/S/Figure\b[^>]*?/Alt<([0-9A-F]+)>", content)
    told = [bytes.fromhex(one.decode()).decode("utf-16") for one in alternatives]
    assert [title in one for title, one in zip(("Recettes", "Dépenses", "Usage"), told, strict=True)] == [True] * 3
    assert "Personnes, 450" in told[2]


def test_csv_and_json_hold_the_same_figures(client, report):
    data = client.get("/transparence/rapports/2025/rapport.json").json()
    assert data["figures"][0] == {"name": "people", "label": "Personnes", "value": "450", "unit": "", "group": "Usage"}
    assert data["income"] == [{"label": "Adhésions", "amount": "3540.00"}]
    text = client.get("/transparence/rapports/2025/rapport.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert ["expenditure", "", "Disques", "3120.50", "EUR", ""] in rows
    assert rows[1] == ["figure", "people", "Personnes", "450.00", "", "Usage"], "an answer « Oui » needs its question"


def test_a_formula_in_a_label_is_only_text_in_the_csv(client):
    published_report(lines=(("income", '=HYPERLINK("http://x")', 1),))
    text = client.get("/transparence/rapports/2025/rapport.csv").content.decode("utf-8-sig")
    assert "\"'=HYPERLINK" in text


def test_queries_do_not_grow_with_the_lines(client, report, settings, django_assert_max_num_queries):
    settings.VISITOR_PAGE_CACHE = False
    client.get("/transparence/rapports/2025/")  # the first request makes the row of the host
    published_report(year=2023, lines=[("income", f"L{number}", 1) for number in range(30)], figures=FIGURES)
    counts = []
    for year in (2025, 2023):
        with django_assert_max_num_queries(10) as counted:
            client.get(f"/transparence/rapports/{year}/")
        counts.append(len(counted))
    assert counts[0] == counts[1]


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
    assert len(client.get("/transparence/chiffres/").context["table"]["head"]) == 3, "the last night beside a year ago"
    survey = client.get("/transparence/enquetes/2025/").text
    assert "moins de 5" in survey and "nomme quelqu’un" not in survey
    assert "Savoir où sont mes données" in client.get("/transparence/rapports/2025/").text
    Criterion.objects.filter(code="COL-1").update(text="à nous")
    assert sum(load().values()) + sum(demo.load().values()) == 0
    assert Criterion.objects.get(code="COL-1").text == "à nous"
