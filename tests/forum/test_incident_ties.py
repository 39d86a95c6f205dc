"""A report and its incident: tied by the team, shown on both sides, and « ça marche ? » asked once it is over."""

import pytest
from django.core.exceptions import PermissionDenied

from forum.support.actions import moderation
from forum.support.actions.bug_reports import join_report, report_bug
from forum.support.actions.incident_ties import ask_touched, say_whether_it_works, tie_to_incident
from forum.support.models import IncidentTie, Verdict
from hosting.incidents.actions import resolve_incident
from hosting.services.models import Service, ServiceFamily
from portal.notifications.models import Mail
from tests.factories.incidents import make_incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    family = ServiceFamily.objects.create(name="Travail")
    return Service.objects.create(
        name="Documents", slug="documents", summary="Écrire.", description="…", family=family,
        software="OnlyOffice", licence="AGPL-3.0-only", source_url="https://example.org/source",
    )  # fmt: skip


@pytest.fixture
def incident(service):
    return make_incident(service, title="Documents en panne")


@pytest.fixture
def report(bugs, member, service):
    return report_bug(
        board=bugs, by=member, subject="Rien ne s’ouvre", service=service, did="a", expected="b", happened="c"
    )


@pytest.fixture
def tie(report, incident, moderator):
    return tie_to_incident(report=report, incident=incident, by=moderator)


@pytest.fixture
def asked(tie, report, stranger, incident):
    """The incident is over, and both people touched were asked."""
    join_report(report=report, by=stranger)
    resolve_incident(incident=incident, text="C’est réparé.")
    ask_touched()
    tie.refresh_from_db()
    return tie


def address(report, end: str) -> str:
    return f"{report.topic.get_absolute_url()}{end}/"


@pytest.mark.parametrize(
    ("role", "status"), {"visitor": 302, "stranger": 403, "member": 403, "moderator": 302, "staff": 302}.items()
)
def test_the_team_ties_a_report_and_unties_it(clients, report, incident, role, status):
    values = {"action": "incident", "incident": incident.pk}
    assert clients[role].post(address(report, "incident"), values).status_code == status
    team = role in ("moderator", "staff")
    assert IncidentTie.objects.filter(report=report, incident=incident).exists() is team
    assert ("Rattacher à un incident" in clients[role].get(report.topic.get_absolute_url()).content.decode()) is team
    if team:
        assert clients[role].post(address(report, "incident"), values | {"incident": "999"}).status_code == 422
        clients[role].post(address(report, "incident"), values | {"incident": ""})
        assert not IncidentTie.objects.exists()


def test_both_pages_show_it_and_the_timeline_dates_it(clients, tie, report, incident):
    page = clients["visitor"].get(report.topic.get_absolute_url()).content.decode()
    assert page.count(incident.get_absolute_url()) == 2  # the banner of every page, and the facts
    assert "Rattachée à l’incident" in page and "Par Nadia." in page
    assert report.topic.get_absolute_url() in clients["visitor"].get(incident.get_absolute_url()).content.decode()


@pytest.mark.parametrize("way", ["removed", "board"])
def test_an_incident_names_no_report_that_everybody_may_not_read(clients, tie, report, incident, moderator, way):
    if way == "removed":
        moderation.remove_topic(topic=report.topic, by=moderator, reason="Hors sujet.")
    else:
        report.topic.forum.who_reads = "members"
        report.topic.forum.save()
    for role in ("visitor", "staff"):
        assert "Rien ne s’ouvre" not in clients[role].get(incident.get_absolute_url()).content.decode()


def test_a_draft_of_an_incident_is_named_to_nobody(clients, tie, report, incident):
    incident.is_published = False
    incident.save()
    assert "Documents en panne" not in clients["visitor"].get(report.topic.get_absolute_url()).content.decode()


def test_nobody_is_asked_while_it_lasts(tie, clients, report):
    assert ask_touched() == 0
    assert "ca-marche" not in clients["member"].get(report.topic.get_absolute_url()).content.decode()
    assert clients["member"].post(address(report, "ca-marche"), {"works": "oui"}).status_code == 404


def test_once_it_is_over_each_person_is_asked_once(
    clients, tie, report, stranger, incident, member, mailoutbox, django_capture_on_commit_callbacks
):
    join_report(report=report, by=stranger)
    with django_capture_on_commit_callbacks(execute=True):
        resolve_incident(incident=incident, text="C’est réparé.")
    ask_touched()
    ask_touched()
    mails = Mail.objects.filter(key__startswith="works-again-")
    assert {mail.person for mail in mails} == {member, stranger} and mails.count() == 2
    assert all("Oui, ça marche" in mail.text and "@" not in mail.text for mail in mails)
    tie.refresh_from_db()
    assert tie.asked_count == 2


def test_who_may_no_longer_read_it_is_not_asked(report, tie, incident, stranger, moderator):
    join_report(report=report, by=stranger)
    moderation.remove_topic(topic=report.topic, by=moderator, reason="Hors sujet.")
    resolve_incident(incident=incident, text="C’est réparé.")
    ask_touched()
    assert not Mail.objects.filter(key__startswith="works-again-", person=stranger).exists()


def test_those_who_were_touched_answer_once_each(clients, asked, report, member, stranger):
    page = clients["stranger"].get(report.topic.get_absolute_url()).content.decode()
    assert "Oui, ça marche" in page and "Non, toujours pas" in page
    clients["stranger"].post(address(report, "ca-marche"), {"works": "non"})
    clients["stranger"].post(address(report, "ca-marche"), {"works": "oui"})
    assert [(one.person, one.works) for one in Verdict.objects.all()] == [(stranger, False)]
    page = clients["stranger"].get(report.topic.get_absolute_url()).content.decode()
    assert "non, toujours pas" in page and "Oui, ça marche" not in page
    for role in ("visitor", "staff"):
        assert "Non, toujours pas" not in clients[role].get(report.topic.get_absolute_url()).content.decode()


def test_nobody_else_answers(clients, asked, report, staff):
    assert clients["visitor"].post(address(report, "ca-marche"), {"works": "oui"})["Location"].startswith("/compte/")
    assert clients["staff"].post(address(report, "ca-marche"), {"works": "oui"}).status_code == 404
    assert clients["member"].post(address(report, "ca-marche"), {"works": "peut-être"}).status_code == 404
    with pytest.raises(PermissionDenied):
        say_whether_it_works(tie=asked, by=staff, works=True)
    assert not Verdict.objects.exists()


def test_enough_yes_proposes_to_close_and_closes_nothing(clients, asked, report, stranger, member):
    def staff_page() -> str:
        return clients["staff"].get(report.topic.get_absolute_url()).content.decode()

    assert "clore la remontée" not in staff_page()
    say_whether_it_works(tie=asked, by=member, works=True)
    page = staff_page()
    assert "1 oui, 0 non, 2 personnes" in page and "clore la remontée" in page
    assert '<option value="resolved" selected>' in page
    assert "Une remontée de bug semble réglée" in clients["staff"].get("/cms/").content.decode()
    report.refresh_from_db()
    assert report.is_open
    assert "clore la remontée" not in clients["member"].get(report.topic.get_absolute_url()).content.decode()
    say_whether_it_works(tie=asked, by=stranger, works=False)
    assert "clore la remontée" not in staff_page()
