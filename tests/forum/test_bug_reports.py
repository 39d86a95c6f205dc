"""A bug report, from the form to its end."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from forum.machina.forum_conversation.models import Topic
from forum.support.actions import moderation
from forum.support.actions.bug_reports import change_state, join_report, report_bug, report_changed
from forum.support.models import Affected, BugReport, BugReportChange
from hosting.services.models import Service, ServiceFamily

pytestmark = pytest.mark.django_db
ADDRESS = "/forum/remontees-de-bug/nouveau/"
ANSWERS = {"subject": "Le tableau refuse", "did": "Ouvert à deux.", "expected": "Écrire.", "happened": "Rien."}
State = BugReport.State


@pytest.fixture
def service(db):
    family = ServiceFamily.objects.create(name="Travail")
    return Service.objects.create(
        name="Documents à plusieurs",
        slug="documents",
        summary="Écrire ensemble.",
        description="…",
        family=family,
        software="OnlyOffice",
        licence="AGPL-3.0-only",
        source_url="https://example.org/source",
    )


@pytest.fixture
def report(bugs, member, service):
    values = {name: ANSWERS[name] for name in ("did", "expected", "happened")}
    return report_bug(board=bugs, by=member, subject="Le tableau refuse", service=service, **values)


def test_visitor_is_led_to_sign_in(clients, bugs):
    assert clients["visitor"].get(ADDRESS)["Location"] == f"/compte/login/?next={ADDRESS}"


def test_member_reports_a_bug(clients, bugs, service, member):
    form = clients["member"].get(ADDRESS).content.decode()
    assert "Documents à plusieurs" in form
    answer = clients["member"].post(ADDRESS, {**ANSWERS, "service": service.pk})
    report = BugReport.objects.get()
    assert answer["Location"] == report.topic.get_absolute_url()
    assert (report.state, report.service, report.topic.poster) == (State.NEW, service, member)
    assert [change.to_state for change in report.changes.all()] == [State.NEW]
    page = clients["visitor"].get(answer["Location"]).content.decode()
    for words in ("Ouvert à deux.", "Écrire.", "Rien.", "Documents à plusieurs", 'class="trail'):
        assert words in page


def test_a_service_is_not_required_but_must_exist(clients, bugs):
    wrong = clients["member"].post(ADDRESS, {**ANSWERS, "service": 999}).content.decode()
    assert "Ouvert à deux." in wrong
    assert not Topic.objects.exists()
    clients["member"].post(ADDRESS, {**ANSWERS, "service": ""})
    assert BugReport.objects.get().service is None


@pytest.mark.parametrize("missing", ["subject", "did", "expected", "happened"])
def test_each_question_wants_its_answer_and_the_others_are_kept(clients, bugs, missing):
    page = clients["member"].post(ADDRESS, {**ANSWERS, missing: ""}).content.decode()
    assert not Topic.objects.exists()
    for name, words in ANSWERS.items():
        assert (words in page) or name == missing


def test_sent_twice_is_one_report(clients, bugs):
    for _ in range(2):
        clients["member"].post(ADDRESS, ANSWERS)
    assert BugReport.objects.count() == Topic.objects.count() == BugReportChange.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "may"), {"visitor": False, "stranger": False, "member": False, "moderator": True, "staff": True}.items()
)
def test_who_changes_the_state(clients, report, role, may):
    address = f"{report.topic.get_absolute_url()}etat/"
    clients[role].post(address, {"action": "state", "state": "confirmed", "reason": ""})
    report.refresh_from_db()
    assert (report.state == State.CONFIRMED) is may
    assert (f'action="{address}"' in clients[role].get(report.topic.get_absolute_url()).content.decode()) is may


def test_the_whole_way_is_told_on_the_page(clients, report, staff):
    for state in (State.CONFIRMED, State.IN_PROGRESS, State.RESOLVED):
        change_state(report=report, to=state, by=staff, reason="Correction posée mardi." if state == "resolved" else "")
    report.refresh_from_db()
    assert report.state == State.RESOLVED
    assert [change.to_state for change in report.changes.all()] == list(BugReport.PATH)
    page = clients["visitor"].get(report.topic.get_absolute_url()).content.decode()
    assert page.count('class="is-done"') == 4
    assert "Correction posée mardi." in page
    assert "Thomas" in page


@pytest.mark.parametrize("state", BugReport.NEEDS_REASON)
def test_an_end_without_a_fix_says_why(clients, report, state):
    address = f"{report.topic.get_absolute_url()}etat/"
    answer = clients["staff"].post(address, {"action": "state", "state": state, "reason": " "})
    assert answer.status_code == 422
    report.refresh_from_db()
    assert report.state == State.NEW
    with pytest.raises(IntegrityError), transaction.atomic():
        BugReport.objects.filter(pk=report.pk).update(state=state, state_reason="")


def test_a_duplicate_names_the_other(clients, report, bugs, member):
    other = report_bug(board=bugs, by=member, subject="Le même", service=None, did="a", expected="b", happened="c")
    address = f"{other.topic.get_absolute_url()}etat/"
    values = {"action": "state", "state": "duplicate", "reason": "Déjà signalé."}
    for number in ("", "999999", "99999999999999999999", str(other.topic_id)):
        assert clients["staff"].post(address, {**values, "duplicate_of": number}).status_code == 422
    assert clients["staff"].post(address, {**values, "duplicate_of": report.topic_id}).status_code == 302
    other.refresh_from_db()
    assert other.duplicate_of == report
    assert report.topic.get_absolute_url() in clients["visitor"].get(other.topic.get_absolute_url()).content.decode()


def test_a_duplicate_names_no_topic_that_the_reader_may_not_see(clients, report, bugs, member, staff, moderator):
    other = report_bug(board=bugs, by=member, subject="Secret", service=None, did="a", expected="b", happened="c")
    change_state(report=report, to=State.DUPLICATE, by=staff, reason="Déjà signalé.", duplicate_of=other)
    moderation.remove_topic(topic=other.topic, by=moderator, reason="Mot de passe dans le titre.")
    assert "Secret" not in clients["visitor"].get(report.topic.get_absolute_url()).content.decode()
    assert "Secret" in clients["staff"].get(report.topic.get_absolute_url()).content.decode()


def test_the_same_state_again_is_no_change(report, staff):
    with pytest.raises(ValidationError):
        change_state(report=report, to=State.NEW, by=staff)


def test_the_action_refuses_a_member(report, member):
    with pytest.raises(PermissionDenied):
        change_state(report=report, to=State.RESOLVED, by=member)


def test_history_is_only_added_to(report):
    change = report.changes.get()
    with pytest.raises(TypeError):
        change.save()
    with pytest.raises(TypeError):
        change.delete()


def test_whoever_listens_hears_of_each_change(report, staff, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, change, **_kwargs):
        heard.append((change.from_state, change.to_state))

    report_changed.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        change_state(report=report, to=State.CONFIRMED, by=staff)
    report_changed.disconnect(listen)
    assert heard == [("new", "confirmed")]


def test_me_too_counts_each_person_once(clients, report, stranger):
    address = f"{report.topic.get_absolute_url()}moi-aussi/"
    assert clients["visitor"].post(address)["Location"].startswith("/compte/login/")
    for _ in range(2):
        assert clients["stranger"].post(address)["Location"] == report.topic.get_absolute_url()
    assert Affected.objects.get().person == stranger
    assert "<b>1</b>" in clients["visitor"].get(report.topic.get_absolute_url()).content.decode()
    assert clients["stranger"].get(address).status_code == 405


def test_me_too_wants_a_report_that_one_may_read(clients, topic, report, stranger):
    assert clients["stranger"].post(f"{topic.get_absolute_url()}moi-aussi/").status_code == 404
    report.topic.forum.who_reads = "team"
    report.topic.forum.save()
    report.refresh_from_db()
    with pytest.raises(PermissionDenied):
        join_report(report=BugReport.objects.get(pk=report.pk), by=stranger)


def test_reports_are_filtered_by_state(clients, report, bugs, member, staff):
    done = report_bug(board=bugs, by=member, subject="Fini depuis", service=None, did="a", expected="b", happened="c")
    change_state(report=done, to=State.RESOLVED, by=staff)
    page = clients["visitor"].get("/forum/remontees-de-bug/?etat=resolved").content.decode()
    assert "Fini depuis" in page
    assert "Le tableau refuse" not in page
    assert clients["visitor"].get("/forum/remontees-de-bug/?etat=inconnu").status_code == 404
