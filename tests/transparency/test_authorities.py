"""The register of requests by authorities: in aggregate, « none » too, never what is secret or only proposed."""

import csv
import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from portal.privacy.models import Disclosure
from portal.transparency.models import LegalRequest, LegalRequestYear
from tests.factories.people import UserFactory
from tests.factories.transparency import published_report
from tests.queries import forget_pages

pytestmark = pytest.mark.django_db
PAGE = "/transparence/requetes/"


@pytest.fixture(autouse=True)
def years():
    LegalRequestYear.objects.create(year=2025, published_on=date(2026, 3, 1))
    LegalRequestYear.objects.create(year=2031)  # not published


def request_of(year=2025, **fields):
    fields = {"kind": "judicial", "answer": "refused", "notice": "told", "accounts": 2, **fields}
    return LegalRequest.objects.create(month=date(year, 5, 1), authority_kind="court", authority="Laval", **fields)


def lines(client) -> list[list[str]]:
    text = client.get(f"{PAGE}requetes.csv").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_a_year_without_requests_says_none_and_no_other_year_is_shown(client):
    page = client.get(PAGE).text
    assert "<strong>Aucune</strong>" in page and "2031" not in page
    assert [row[0::3] for row in lines(client)] == [["2025", "0"]]


def test_requests_are_counted_never_told_one_by_one(client, django_assert_max_num_queries):
    request_of(services="Pads, Fichiers", basis="Code de procédure pénale, article 77-1-1")
    request_of(kind="removal", answer="complete", services="Pads")
    with django_assert_max_num_queries(12):
        page = client.get(PAGE).text
    assert "réquisition judiciaire" in page and "Laval" not in page and "Aucune" not in page
    counted = {tuple(row[1:3]): row[3] for row in lines(client)}
    assert counted["Services", "Pads"] == "2" and counted["Services", "Fichiers"] == "1"
    assert counted["Comptes concernés", ""] == "moins de 5"


def test_what_is_secret_is_seen_nowhere_and_counts_from_its_day_on(client):
    published_report(figures=[("legal_requests", "Demandes d’autorités", 0, "")])
    shown = (
        *(PAGE, f"{PAGE}requetes.csv", "/transparence/", "/transparence/chiffres/chiffres.csv", "/nos-engagements/"),
        *(f"/transparence/rapports/2025/{name}" for name in ("", "rapport.csv", "rapport.json", "1/")),
        *("/sitemap.xml", "/recherche/?q=Laval", "/nouvelles/atom.xml", "/incidents/atom.xml"),
        "/.well-known/chatonsinfos/organization.properties",
    )
    with time_machine.travel(timezone.now(), tick=False):
        seen = {address: client.get(address) for address in shown}
        secret = request_of(withheld_until=timezone.localdate() + timedelta(days=1), accounts=7, services="Pads")
        forget_pages()
        assert {answer.status_code for answer in seen.values()} == {200}
        assert [address for address in shown if client.get(address).content != seen[address].content] == []
    assert str(secret) not in client.get(PAGE).text and "<strong>Aucune</strong>" in client.get(PAGE).text
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        forget_pages()  # Redis does not travel
        assert ["2025", "Comptes concernés", "", "5"] in lines(client)


def test_a_disclosure_proposes_a_line_that_counts_once_completed(client):
    person = UserFactory()
    who = {"operator": "Ada", "authority": "Parquet de Laval", "reference": "12/2026", "reason": "x"}
    call_command("disclose_retained", address=person.email, yes=True, **who)
    line = LegalRequest.objects.get()
    assert (line.proposed, line.authority, line.accounts) == (True, "Parquet de Laval", 1)
    assert Disclosure.objects.count() == 1 and "12/2026" not in str(line.__dict__)
    LegalRequest.objects.update(month=date(2025, 1, 1))
    assert "<strong>Aucune</strong>" in client.get(PAGE).text
    LegalRequest.objects.update(proposed=False)
    assert len(lines(client)) > 1


def test_the_register_itself_is_for_staff_as_a_table_too(client):
    request_of(withheld_until=date(2099, 1, 1))
    address = "/cms/snippets/transparency/legalrequest/"
    assert client.get(address).status_code == 302
    client.force_login(UserFactory(staff=True))
    answer = client.get(f"{address}?export=csv")
    assert b"Laval" in b"".join(answer.streaming_content) and client.get("/cms/").status_code == 200
