"""A report from the figures of the year to its publication, its correction, and beside the year before."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from hosting.services.models import Service
from portal.figures.models import Figure
from portal.search.models import IndexEntry
from portal.transparency.accounts_file import read_accounts
from portal.transparency.models import ActivityReport, LegalRequestYear, ReportFigure, ReportLine
from tests.factories.log import ServiceFactory
from tests.factories.organisations import TerritoryFactory
from tests.factories.people import UserFactory
from tests.factories.transparency import published_report
from tests.refusals import refused

pytestmark = pytest.mark.django_db
ACCOUNTS = "sens;libellé;montant\nrecette;Adhésions;3 540,00 €\nDépense;Disques;3120.5\n;;\n"


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(staff=True))
    return client


@pytest.fixture
def draft():
    return ActivityReport.objects.create(year=2025, title="Rapport 2025", body="Des mots.")


def press(client, report, do: str, **fields):
    return client.post(f"/cms/rapports/{report.pk}/", {"do": do, **fields}, follow=True)


def night(day: date, **values):
    for name, value in values.items():
        name, _in, code = name.partition("__")
        Figure.objects.create(name=name, day=day, territory=code, value=value)


def test_the_nights_of_the_year_make_its_figures(staff, draft):
    TerritoryFactory(code="53", name="Mayenne")
    service = ServiceFactory(name="Pads")
    LegalRequestYear.objects.create(year=2025, published_on=date(2026, 1, 2))
    night(date(2024, 12, 31), people=999)
    night(date(2025, 3, 1), people=100, people_active_day=20, visits=60, visits_mooc=None, learners=None, incidents=1)
    night(date(2025, 3, 2), people=110, people_active_day=35, visits=45, visits_mooc=None, learners=5, incidents=1)
    night(date(2025, 3, 2), accounts=45, accounts__53=40, accounts__72=None, space_gb=12, space_gb__53=11)
    ReportFigure.objects.create(report=draft, name="volunteers", label="Bénévoles", value=50)
    ReportFigure.objects.create(report=draft, name="legal-requests", label="x", value=9)
    with time_machine.travel(date(2026, 1, 10)):
        for _twice in range(2):
            assert press(staff, draft, "figures").status_code == 200
    values = {one.name: float(one.value) for one in draft.figures.all()}
    assert values == {
        "volunteers": 50,
        "people": 110,
        "people_active_day": 25,  # 27.5 on average
        "visits": 105,
        "learners": 5,
        "incidents": 2,
        "accounts": 45,
        "accounts_in_53": 40,
        "space_gb": 12,
        "space_gb_in_53": 11,
        f"availability_{Service.objects.get(pk=service.pk).slug}": 100,
        "legal_requests": 0,
    }


def test_accounts_come_as_a_table_or_not_at_all(staff, draft):
    press(staff, draft, "accounts", file=SimpleUploadedFile("a.csv", ACCOUNTS.encode("utf-8-sig")))
    assert [(one.side, one.label, one.amount) for one in draft.lines.all()] == [
        ("expenditure", "Disques", Decimal("3120.50")),
        ("income", "Adhésions", Decimal("3540.00")),
    ]
    wrong = "sens;libellé;montant\nrecette;A;12\nprêt;;1e5\nrecette;Total;-4\n"
    page = press(staff, draft, "accounts", file=SimpleUploadedFile("a.csv", wrong.encode()))
    assert [(one.line, one.column) for one in page.context["problems"]] == [
        *((3, column) for column in ("sens", "libellé", "montant")),
        *((4, column) for column in ("libellé", "montant")),
    ]
    assert draft.lines.count() == 2, "nothing was written"
    for data in (b"", b"\xff\xfe", b"sens;montant\n", "sens;libellé;montant\n".encode(), b'sens;"a\0'):
        assert read_accounts(data).problems, data


def test_published_for_good_and_corrected_beside_the_former(staff, draft, django_capture_on_commit_callbacks):
    ReportLine.objects.create(report=draft, side="income", label="Adhésions", amount=10)
    ReportFigure.objects.create(report=draft, name="people", label="Personnes", value=450)
    assert "Des mots." in staff.get(f"/cms/rapports/{draft.pk}/apercu/").text
    press(staff, draft, "publish")
    draft.refresh_from_db()
    assert draft.published_on
    assert "corrig" in press(staff, draft, "figures").text and draft.figures.count() == 1
    assert staff.get(f"/cms/snippets/transparency/activityreport/edit/{draft.pk}/").status_code == 302
    together = f"/cms/bulk/transparency/activityreport/delete/?id={draft.pk}&next=/cms/"
    assert staff.post(together).status_code == 302 and ActivityReport.objects.count() == 1
    press(staff, draft, "correct", correction=" ")
    assert ActivityReport.objects.count() == 1
    press(staff, draft, "correct", correction="Les dons étaient comptés deux fois.")
    press(staff, draft, "correct", correction="Deux à la fois.")
    second = ActivityReport.objects.exclude(pk=draft.pk).get()
    assert (second.revision, second.figures.count(), second.lines.count()) == (2, 1, 1)
    second.lines.update(amount=8)
    assert "deux fois" not in staff.get(draft.get_absolute_url()).text
    with django_capture_on_commit_callbacks(execute=True):
        press(staff, second, "publish")
    latest, former = (staff.get(f"{draft.get_absolute_url()}{number}").text for number in ("", "1/"))
    assert "deux fois" in latest and f'href="{draft.get_absolute_url()}1/"' in latest and "noindex" not in latest
    assert "Ce rapport a été corrigé" in former and "noindex" in former
    amounts = [staff.get(f"{draft.get_absolute_url()}{number}comptes.csv").content.decode() for number in ("", "1/")]
    assert "8.00" in amounts[0] and "10.00" in amounts[1]
    assert not read_accounts(amounts[0].encode()).problems, "what goes out comes in again"
    assert list(IndexEntry.objects.filter(kind="report").values_list("object_id", flat=True)) == [str(second.pk)]


ATTACKS_ON_REPORTS = (
    "UPDATE transparency_activityreport SET title = 'x'",
    "UPDATE transparency_activityreport SET published_on = NULL",
    "DELETE FROM transparency_activityreport",
    "UPDATE transparency_reportfigure SET value = 1",
    "UPDATE transparency_reportline SET amount = 1 WHERE side = 'income'",
    "UPDATE transparency_reportline SET report_id = {draft}",  # taken away
    "DELETE FROM transparency_reportfigure WHERE report_id = {report}",
    "DELETE FROM transparency_reportline",
    "INSERT INTO transparency_reportline (report_id, side, label, amount, position) VALUES ({report}, 'x', 'x', 1, 0)",
    "UPDATE transparency_reportfigure SET report_id = {report}, name = 'y' WHERE report_id = {draft}",  # brought in
)
REPLACED = "INSERT OR REPLACE INTO transparency_report{0} (id, report_id, {1}) SELECT id, {{draft}}, {1} {2}"
AROUND_THE_TRIGGERS_OF_ROWS = {
    "sqlite": [
        REPLACED.format("line", "side, label, amount, position", "FROM transparency_reportline"),
        REPLACED.format("figure", "name, label, value, unit, chart, position", "FROM transparency_reportfigure"),
    ],
    "postgresql": [f"TRUNCATE transparency_report{rows}" for rows in ("line", "figure")],
}


def test_what_a_published_report_is_read_with_stays_too(draft):
    report = published_report(year=2024, lines=[("income", "Dons", 10)], figures=[("people", "Personnes", 450, "")])
    ReportFigure.objects.create(report=draft, name="people", label="Personnes", value=4)
    refused(*ATTACKS_ON_REPORTS, *AROUND_THE_TRIGGERS_OF_ROWS[connection.vendor], draft=draft.pk, report=report.pk)
    assert (report.lines.get().amount, report.figures.get().value) == (10, 450)
    draft.figures.update(value=5)
    draft.delete()
    assert ReportFigure.objects.count() == 1, "a draft changes and goes"


def test_a_year_stands_beside_the_one_before(client):
    for year, people, gifts in ((2024, 400, 100), (2025, 450, 80)):
        name = "active-people" if year == 2024 else "active_people"
        more = [("income", "Subvention", 30)] if year == 2024 else []
        lines = [("income", "Dons", gifts), *more]
        published_report(year=year, lines=lines, figures=[(name, "Personnes", people, "Usage")])
    page = client.get("/transparence/rapports/2025/")
    income, usage = (group["table"] for group in page.context["groups"])
    assert [cell["text"] for cell in usage["head"]] == ["Usage", "2025", "2024", "Écart"]
    assert [cell["text"] for cell in usage["rows"][0]] == ["Personnes", "450", "400", "+\N{NO-BREAK SPACE}50"]
    assert [cell["text"][:2] for cell in income["rows"][1]] == ["Su", "–", "30", "–"]
    assert income["foot"][3]["text"] == "\N{MINUS SIGN}\N{NO-BREAK SPACE}50\N{NO-BREAK SPACE}€"
    pdf = client.get("/transparence/rapports/2025/1/rapport.pdf").content
    assert pdf.startswith(b"%PDF") and b"/StructTreeRoot" in pdf
    alone = client.get("/transparence/rapports/2024/").context["groups"][1]["table"]
    assert [cell["text"] for cell in alone["head"]] == ["Usage", "Chiffre"]
