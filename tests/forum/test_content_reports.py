"""« Signaler un contenu »: from a visitor's report to the author's appeal, everything told, nobody named."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from forum.machina.forum_conversation import actions
from forum.support.actions import content_reports
from forum.support.models import Appeal, ContentReport, ModerationDecision, ReporterAddress, ReportOutcome
from portal.notifications.models import Mail
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.transparency import DatedTextFactory, published
from tests.forum.conftest import client_of, make_person

pytestmark = pytest.mark.django_db
REASON = "Un numéro de téléphone y figurait."
WORDS = "Il donne le numéro de ma voisine."
ADDRESS = "visiteuse@ailleurs.example"


@pytest.fixture
def message(topic, stranger):
    return actions.reply(topic=topic, by=stranger, content="Appelez le 02 61 91 00 00")


@pytest.fixture
def other_moderator(db):
    return make_person("farida", moderator=True)


def signal(client, post, **values):
    address = f"{post.topic.get_absolute_url()}{post.number}/signaler/"
    return client.post(address, {"rule": "privacy", "words": WORDS, **values})


def decide(client, report, **values):
    values = {"action": "answer", "measure": "remove", "rule": "privacy", "reason": REASON, **values}
    return client.post(f"/forum/moderation/signalements/{report.pk}/", values)


def test_a_visitor_reports_without_a_cookie_and_is_told_of_each_step(clients, message, stranger, topic):
    visitor = clients["visitor"]
    page = visitor.get(topic.get_absolute_url())
    assert f"{topic.get_absolute_url()}2/signaler/" in page.text
    answer = signal(visitor, message, address=ADDRESS)
    assert answer.status_code == 302 and visitor.get(answer.url).status_code == 200
    assert not visitor.cookies
    assert signal(visitor, message, address=ADDRESS).status_code == 302  # a double click
    report = ContentReport.objects.get()
    assert decide(clients["moderator"], report, facts="Ligne 1.").status_code == 302
    received, answered = Mail.objects.filter(address=ADDRESS).order_by("pk")
    assert WORDS not in received.text and REASON in answered.text
    (told,) = Mail.objects.filter(person=stranger)
    assert all(words in told.text for words in (REASON, "Ligne 1.", "accord", "pas une machine", "six mois"))
    for words in (ADDRESS, WORDS):
        assert words not in told.text


def test_what_is_missing_comes_back_with_what_was_typed(clients, message):
    answer = signal(clients["visitor"], message, rule="")
    assert answer.status_code == 422 and WORDS in answer.text
    assert not ContentReport.objects.exists()


def test_too_many_reports_keep_what_was_typed(clients, message, settings):
    settings.FORUM_LIMITS = {"forum-content-reports": (1, 1)}
    assert signal(clients["visitor"], message).status_code == 302
    answer = signal(clients["visitor"], message, words="Encore autre chose")
    assert answer.status_code == 429 and "Encore autre chose" in answer.text and answer["Retry-After"]
    assert ContentReport.objects.count() == 1


def test_nobody_is_made_to_receive_many_mails(clients, message, monkeypatch):
    from forum import limits

    monkeypatch.setattr(limits, "SAME_MAILBOX", 1)
    for number in range(3):
        signal(clients["visitor"], message, words=f"Fois {number}", address="Victime@ailleurs.example")
    assert Mail.objects.count() == 1


def test_what_one_cannot_read_one_cannot_report(clients, moderator):
    private = make_topic(BoardFactory(slug="equipe", team_only=True), moderator)
    assert signal(clients["visitor"], private.first_post).status_code == 302
    assert signal(clients["stranger"], private.first_post).status_code == 403
    assert not ContentReport.objects.exists()


def test_the_author_never_learns_who_reported(clients, topic, message, member):
    clients_of_author = clients["stranger"]
    signal(clients["member"], message)
    decide(clients["moderator"], ContentReport.objects.get())
    decision = ModerationDecision.objects.get()
    for address in ("decisions/", f"decisions/{decision.pk}/"):
        page = clients_of_author.get(f"/forum/moderation/{address}")
        assert page.status_code == 200
        assert member.public_name not in page.text and WORDS not in page.text
    assert WORDS not in clients_of_author.get(topic.get_absolute_url()).text
    assert Mail.objects.filter(person=member).count() == 2  # received, answered


@pytest.mark.parametrize("tail", ["signalements/", "signalements/{report}/", "tri/", "decisions/{decision}/"])
def test_only_the_team_and_the_author_open_these_pages(clients, message, tail):
    signal(clients["visitor"], message)
    report = ContentReport.objects.get()
    decide(clients["moderator"], report)
    address = "/forum/moderation/" + tail.format(report=report.pk, decision=ModerationDecision.objects.get().pk)
    found = {role: client.get(address).status_code for role, client in clients.items()}
    refused = 404 if "decisions" in tail else 403
    author = 200 if "decisions" in tail else 403
    assert found == {"visitor": 302, "stranger": author, "member": refused, "moderator": 200, "staff": 200}


@pytest.mark.parametrize(("measure", "kind"), {"keep": None, "ask": "ask", "lock": "lock", "remove": "remove"}.items())
def test_each_decision_does_what_it_says(clients, topic, message, measure, kind):
    signal(clients["visitor"], message)
    assert decide(clients["moderator"], ContentReport.objects.get(), measure=measure).status_code == 302
    decision = ModerationDecision.objects.first()
    assert (decision and decision.kind) == kind
    message.refresh_from_db()
    topic.refresh_from_db()
    assert (message.removed_at is not None, topic.is_locked) == (measure == "remove", measure == "lock")
    assert ReportOutcome.objects.get().decision == decision
    assert not ContentReport.objects.waiting().exists()


def test_a_decision_names_its_rule_and_reason_and_comes_once(clients, message, moderator, staff):
    signal(clients["visitor"], message)
    report = ContentReport.objects.get()
    assert decide(clients["moderator"], report, rule="").status_code == 422
    assert decide(clients["moderator"], report, reason=" ").status_code == 422
    content_reports.answer_report(report=report, measure="remove", by=moderator, reason=REASON, rule="privacy")
    with pytest.raises(ValidationError):
        content_reports.answer_report(report=report, measure="keep", by=staff, reason=REASON)
    assert ModerationDecision.objects.count() == 1
    for row in (report, ReportOutcome.objects.get()):
        with pytest.raises(TypeError):
            row.save()


def test_nobody_decides_on_their_own_words_while_there_is_somebody_else(topic, moderator, staff, member):
    own = actions.reply(topic=topic, by=moderator, content="Vertement dit")
    report = content_reports.report_content(post=own, by=member, rule="law", words=WORDS)
    with pytest.raises(ValidationError):
        content_reports.answer_report(report=report, measure="keep", by=moderator, reason=REASON)
    content_reports.answer_report(report=report, measure="keep", by=staff, reason=REASON)


@pytest.mark.usefixtures("other_moderator")
def test_the_author_contests_once_and_somebody_else_answers(clients, topic, message, moderator, other_moderator):
    signal(clients["visitor"], message)
    decide(clients["moderator"], ContentReport.objects.get())
    decision = ModerationDecision.objects.get()
    address = decision.get_absolute_url()
    contest = {"action": "contest", "words": "C’est le numéro de la mairie."}
    assert clients["member"].post(address, contest).status_code == 404
    assert clients["stranger"].post(address, contest).status_code == 302
    assert clients["stranger"].post(address, contest).status_code == 404  # the form is gone
    assert Appeal.objects.count() == 1
    answer = {"action": "answer", "verdict": "lifted", "reason": "Numéro public."}
    assert clients["moderator"].post(address, answer).status_code == 422
    assert not hasattr(Appeal.objects.get(), "outcome")
    assert client_of(other_moderator).post(address, answer).status_code == 302
    assert "02 61 91 00 00" in clients["visitor"].get(topic.get_absolute_url()).text
    page = clients["stranger"].get(address).text
    assert "levée" in page and "Numéro public." in page
    assert Mail.objects.filter(key__startswith="appeal-", text__contains="levée").count() == 1


def test_alone_in_the_team_one_answers_an_appeal_oneself(message, moderator, stranger):
    from forum.support.actions import moderation

    decision = moderation.remove_post(post=message, by=moderator, reason=REASON)
    appeal = content_reports.contest(decision=decision, by=stranger, words="Non.")
    content_reports.answer_appeal(appeal=appeal, is_lifted=False, by=moderator, reason="Si.")
    message.refresh_from_db()
    assert message.removed_at


def test_after_six_months_nothing_can_be_contested(message, moderator, stranger):
    old = ModerationDecision.objects.create(
        topic=message.topic, post=message, kind="remove", reason="x", decided_by=moderator,
        decided_at=timezone.now() - timedelta(days=190),
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        content_reports.contest(decision=old, by=stranger, words="Trop tard")


def test_an_edited_message_gets_its_words_back_when_the_decision_is_lifted(topic, member, moderator, staff):
    from forum.support.actions import moderation

    decision = moderation.edit_post(
        post=topic.first_post, by=moderator, content="Autres mots", subject="Autre titre", reason=REASON
    )
    appeal = content_reports.contest(decision=decision, by=member, words="Non.")
    content_reports.answer_appeal(appeal=appeal, is_lifted=True, by=staff, reason="Oui.")
    topic.refresh_from_db()
    assert (topic.subject, topic.first_post.content.raw) == ("Le pad ne s’ouvre plus", "Depuis ce matin.")


def test_addresses_go_when_they_have_served(clients, message):
    signal(clients["visitor"], message, address=ADDRESS)
    assert content_reports.forget_addresses() == 0
    ReporterAddress.objects.update(kept_until=timezone.now() - timedelta(days=1))
    assert content_reports.forget_addresses() == 1
    assert not Mail.objects.filter(address=ADDRESS).exists()
    assert ContentReport.objects.count() == 1


def test_every_board_shows_the_way_to_the_rules_once_they_are_published(clients, board):
    assert "Code de conduite" not in clients["visitor"].get(board.get_absolute_url()).text
    published(document=DatedTextFactory(slug="moderation"))
    assert "Code de conduite" in clients["visitor"].get(board.get_absolute_url()).text
