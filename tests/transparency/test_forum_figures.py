"""The forum in figures: right sums and medians, nothing about few, into the draft of the report in one click."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from forum.machina.forum_conversation.models import Topic
from forum.support import figures
from forum.support.models import BugReport
from portal.figures.actions import count_figures
from portal.figures.models import Figure
from portal.transparency.models import ActivityReport
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.hosting import ServiceFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/cms/forum-en-chiffres/"


def at(month: int, day: int, hour: int = 12) -> datetime:
    return timezone.make_aware(datetime(2025, month, day, hour))


@pytest.fixture
def year():
    """Seven reports of March about one service, answered after 1 to 6 hours and one never, five of them solved in April
    after 10 to 50 days or so; a question on the last evening of June; and what does not count."""
    asker, helper = UserFactory(), UserFactory()
    bugs, service = BoardFactory(bugs=True), ServiceFactory(name="Cloud")
    for number in range(1, 8):
        replies = [(asker, "J’ajoute"), *([(helper, "Voilà"), (helper, "Encore")] if number < 7 else [])]
        topic = make_topic(bugs, asker, subject=f"Panne {number}", replies=replies)
        BugReport.objects.create(topic=topic, service=service)
        solved = at(4, number, 12) if number < 6 else None
        Topic.objects.filter(pk=topic.pk).update(created=at(3, 1), solved_at=solved)
        topic.posts.update(created=at(3, 1))
        topic.posts.filter(poster=helper).update(created=at(3, 1) + timedelta(hours=number))
    question = make_topic(BoardFactory(questions=True), asker)
    Topic.objects.filter(pk=question.pk).update(created=at(6, 30, 23))
    for board in (BoardFactory(), BoardFactory(questions=True, team_only=True)):
        talk = make_topic(board, UserFactory(staff=True))
        Topic.objects.filter(pk=talk.pk).update(created=at(3, 1))
    Topic.objects.filter(pk=make_topic(bugs, asker, subject="Retirée").pk).update(created=at(3, 1), removed_at=at(3, 2))
    return figures.of_year(2025)


def test_sums_and_medians(year, django_assert_num_queries):
    march, april = year.months[3], year.months[4]
    assert (march.opened, march.solved, april.opened, april.solved) == (7, 0, 0, 5)
    assert march.first_answer == timedelta(hours=3, minutes=30)
    assert april.solution == timedelta(days=33, hours=-1)  # the clocks changed meanwhile
    assert (year.months[6].opened, year.months[7].opened) == (1, 0)  # by the clock of the house
    assert (year.whole.opened, year.whole.solved) == (8, 5)
    assert {name: line.opened for name, line in year.services.items()} == {"Cloud": 7, "": 1}
    with django_assert_num_queries(2):
        figures.of_year(2025)
    with time_machine.travel(at(3, 1, 20)):
        assert figures.of_year(2025).whole.opened == 0  # today is not counted yet
    count_figures(day=date(2025, 3, 30))
    counted = Figure.objects.filter(name__startswith="forum_").values_list("name", "value")
    assert dict(counted) == {"forum_opened": 5, "forum_solved": None}


def test_nothing_is_told_about_few(year, client):
    assert (year.months[3].opened_told, year.months[6].opened_told) == (5, None)
    assert year.months[6].first_answer is None
    client.force_login(UserFactory(staff=True), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"{PAGE}?annee=2025")
    cells = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in page.context["tables"][0]["rows"]}
    assert cells["Mars"] == ["5", "moins de 5", "4\N{NO-BREAK SPACE}h", "—"] and cells["Juin"] == [
        "moins de 5",
        "moins de 5",
        "—",
        "—",
    ]
    assert [cell["text"] for cell in page.context["tables"][0]["foot"][1:]] == [
        "8",
        "5",
        "4\N{NO-BREAK SPACE}h",
        "33\N{NO-BREAK SPACE}jours",
    ]
    assert "<svg" in page.text and "Cloud" in page.text
    csv = client.get(f"{PAGE}?annee=2025&format=csv").content.decode()
    assert "Mars,5,moins de 5,4\N{NO-BREAK SPACE}h" in csv and "Juin,moins de 5" in csv
    assert client.get(f"{PAGE}?annee=1999").status_code == 404


def test_one_click_puts_them_in_the_draft_of_the_report(year, client):
    client.force_login(UserFactory(staff=True), backend="django.contrib.auth.backends.ModelBackend")
    published = ActivityReport.objects.create(year=2025, title="2025", body="x", published_on=date(2026, 1, 1))
    assert client.post(f"{PAGE}?annee=2025")["Location"].endswith("?annee=2025") and not published.figures.exists()
    draft = ActivityReport.objects.create(year=2025, revision=2, title="2025", body="x")
    for _twice in range(2):
        assert client.post(f"{PAGE}?annee=2025").status_code == 302
    values = {one.name: float(one.value) for one in draft.figures.all()}
    assert values == {
        "forum_opened": 8,
        "forum_solved": 5,
        "forum_first_answer_hours": 3.5,
        "forum_solution_hours": 791,
        "forum_opened_month_03": 5,
        "forum_opened_service_2": 5,
    }
    draft.published_on = date(2026, 2, 1)
    draft.save()
    page = client.get(draft.get_absolute_url()).text
    assert "Temps médian jusqu’à la solution" in page and "Remontées de bug par service" in page
