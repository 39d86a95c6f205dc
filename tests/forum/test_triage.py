"""The team's triage page: filters, several at once, canned answers; as many queries for many as for few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.organisations.models import Membership
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Topic
from forum.support.actions.bug_reports import report_bug
from forum.support.models import BugReport, CannedAnswer
from tests.factories.forum import BoardFactory
from tests.factories.organisations import OrganisationFactory, TerritoryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
DESK = "/forum/moderation/tri/"


def reported(bugs, by, subject="Page blanche", **values):
    words = {"did": "x", "expected": "y", "happened": "z", "service": None}
    return report_bug(board=bugs, by=by, subject=subject, **{**words, **values})


def test_filters_by_state_age_and_territory_with_the_unanswered_first(clients, bugs, member, stranger, staff):
    land = TerritoryFactory()
    Membership.objects.create(person=stranger, organisation=OrganisationFactory(territory=land))
    old, mine, done = (
        reported(bugs, by, subject)
        for by, subject in ((member, "La vieille"), (stranger, "La voisine"), (member, "La finie"))
    )
    actions.reply(topic=old.topic, by=staff, content="Nous regardons.")
    Topic.objects.filter(pk=old.topic_id).update(created=timezone.now() - timedelta(days=40))
    BugReport.objects.filter(pk=done.pk).update(state="resolved")
    page = clients["moderator"].get(DESK).text
    assert "La finie" not in page and page.index("La voisine") < page.index("La vieille")
    assert land.name in page

    def shown(question):
        text = clients["moderator"].get(f"{DESK}?{question}").text
        return {name for name in ("La vieille", "La voisine", "La finie") if name in text}

    assert shown("etat=resolved") == {"La finie"}
    assert shown("etat=tous") == {"La vieille", "La voisine", "La finie"}
    assert shown("age=30") == {"La vieille"}
    assert shown("silence=on") == {"La voisine"}
    assert shown(f"territoire={land.code}") == {"La voisine"}
    assert shown("etat=n'importe&age=x&territoire=9999&service=zz") == {"La vieille", "La voisine"}


def test_several_at_once_each_for_itself(clients, bugs, member):
    first, second = reported(bugs, member, "Une"), reported(bugs, member, "Deux")
    values = {"action": "state", "state": "confirmed", "reason": "Vu ici aussi."}
    answer = clients["moderator"].post(DESK, {**values, "report": [first.pk]})
    assert answer.status_code == 302
    answer = clients["moderator"].post(DESK, {**values, "report": [first.pk, second.pk]})
    assert answer.status_code == 422
    assert (
        "1 remontée est traitée" in answer.text and "Une\u00a0: " in answer.text and "Deux\u00a0: " not in answer.text
    )
    assert set(BugReport.objects.values_list("state", flat=True)) == {"confirmed"}
    other = BoardFactory(slug="ailleurs")
    for action, extra in (("lock", {}), ("move", {"board": other.pk})):
        answer = clients["staff"].post(
            DESK, {"action": action, "state": "new", "reason": "Rangement", "report": [first.pk, second.pk], **extra}
        )
        assert answer.status_code == 302
    assert all(topic.is_locked and topic.forum == other for topic in Topic.objects.select_related("forum"))


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"report": []}, {"action": "move"}, {"report": ["x", "9" * 30]}])
def test_what_is_wrong_changes_nothing_and_keeps_the_ticks(clients, bugs, member, wrong):
    report = reported(bugs, member)
    values = {"action": "state", "state": "confirmed", "reason": "Mes mots", "report": [report.pk], **wrong}
    answer = clients["moderator"].post(DESK, values)
    assert answer.status_code == 422
    assert wrong.get("reason", "Mes mots") in answer.text
    assert BugReport.objects.get().state == "new"


def test_others_sort_nothing(clients, bugs, member):
    report = reported(bugs, member)
    for role in ("visitor", "stranger", "member"):
        answer = clients[role].post(DESK, {"action": "lock", "state": "new", "reason": "x", "report": [report.pk]})
        assert answer.status_code in (302, 403)
    assert not Topic.objects.get().is_locked


def test_the_page_costs_the_same_for_many_reports(clients, bugs):
    counts = []
    clients["moderator"].get(DESK)  # what every page shows alike is remembered
    for size in (2, 12):
        for number in range(size):
            person = UserFactory()
            Membership.objects.create(person=person, organisation=OrganisationFactory())
            reported(bugs, person, f"{size} {number}")
        with CaptureQueriesContext(connection) as queries:
            assert clients["moderator"].get(DESK).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_a_canned_answer_comes_after_what_was_typed(clients, bugs, member):
    report = reported(bugs, member)
    canned = CannedAnswer.objects.create(title="Merci", text="Bonjour {nom}, nous regardons {service}. {autre}")
    address = f"{report.topic.get_absolute_url()}repondre/"
    assert "Merci" in clients["moderator"].get(report.topic.get_absolute_url()).text
    assert "Insérer" not in clients["member"].get(report.topic.get_absolute_url()).text
    values = {"content": "Mes mots", "insert": "1", "canned": canned.pk}
    page = clients["moderator"].post(address, values).text
    assert "Mes mots\n\nBonjour Odile, nous regardons le service. {autre}" in page
    assert report.topic.posts.count() == 1
