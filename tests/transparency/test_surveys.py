"""The yearly survey: asked by mail, answered once without an account, told only in sums."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection

from portal.notifications import actions as mails
from portal.notifications.models import Mail, Preference, Settings
from portal.transparency import survey_actions, survey_results
from portal.transparency.models import (
    ActivityReport,
    Survey,
    SurveyKey,
    SurveyQuestion,
    SurveyTally,
    SurveyText,
)
from tests.factories.people import UserFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db
OPEN, OVER = date(2026, 5, 10), date(2026, 6, 2)
ATTACKS = (
    "UPDATE transparency_survey SET answered = 900",
    "UPDATE transparency_survey SET told_on = NULL",
    "UPDATE transparency_surveyquestion SET text = 'x'",
    "UPDATE transparency_surveytally SET count = count + 1",
    "INSERT INTO transparency_surveytally (question_id, choice, count) VALUES ({question}, 'x', 9)",
    "UPDATE transparency_surveytext SET text = 'x'",
    "DELETE FROM transparency_surveytally",
)


@pytest.fixture
def survey():
    one = Survey.objects.create(year=2026, title="Enquête 2026", opens_on=date(2026, 5, 1), closes_on=date(2026, 5, 31))
    add = SurveyQuestion.objects.create
    add(survey=one, text="Pourquoi ici ?", short="Motifs", kind="one", choices="Mes données\nLe prix\n\nLe prix")
    add(survey=one, text="De quoi avez-vous besoin ?", short="Besoins", kind="several", choices="Pads\nVisio")
    add(survey=one, text="Un mot ?", short="Mots", kind="words")
    return one


@pytest.fixture
def keys(survey) -> list[str]:
    """The keys in the mails of eight members; nobody else was written to."""
    UserFactory.create_batch(8)
    Settings.objects.create(person=UserFactory(), is_paused=True)
    Preference.objects.create(person=UserFactory(), kind="survey", frequency="never")
    UserFactory(is_active=False)
    with time_machine.travel(OPEN):
        assert survey_actions.invite_members(survey=survey) == 8
        with pytest.raises(survey_actions.TooFewToAsk):
            survey_actions.invite_members(survey=survey)
    return [re.search(r"/enquete/([-\w]{32})/", mail.text)[1] for mail in Mail.objects.order_by("pk")]


def fields(survey, reason: str, *needs: str, words: str = "") -> dict:
    names = [f"q{one.pk}" for one in survey.questions.all()]
    return dict(zip(names, (reason, list(needs), words), strict=True))


def post(client, key: str, data: dict):
    return client.post(f"/enquete/{key}/", data, headers={"sec-fetch-site": "same-origin"})


def test_nothing_ties_a_key_to_a_person_or_to_an_answer(survey, keys, client):
    assert len(set(keys)) == 8 and set(SurveyKey.objects.values_list("digest", flat=True)) == {
        survey_actions.digest_of(key) for key in keys
    }
    mail = Mail.objects.first()
    assert mail.confidential and "List-Unsubscribe" in mail.headers and mail.key == f"survey-2026-to-{mail.person_id}"
    mails.deliver(mail_id=mail.pk)
    mail.refresh_from_db()
    assert keys[0] not in mail.text, "forgotten once sent"
    with time_machine.travel(OPEN):
        page = client.get(f"/enquete/{keys[0]}/")
        assert "no-store" in page["Cache-Control"] and not page.cookies and "csrf" not in page.text
        answer = post(client, keys[0], fields(survey, "Le prix", "Pads", "Visio", words="Merci."))
        assert answer["Location"] == "/enquete/merci/" and not answer.cookies
        assert client.get("/enquete/merci/").status_code == 200
        assert post(client, keys[0], fields(survey, "Le prix")).status_code == 410, "it serves once"
        assert client.get(f"/enquete/{'x' * 32}/").status_code == 410
    for model in (SurveyKey, SurveyTally, SurveyText):
        columns = {field.name for field in model._meta.get_fields()}
        assert columns <= {"digest", "survey", "id", "question", "choice", "count", "text", "is_public"}
    survey.refresh_from_db()
    assert (survey.answered, SurveyKey.objects.count()) == (1, 7)
    assert sorted(SurveyTally.objects.values_list("choice", "count")) == [("Le prix", 1), ("Pads", 1), ("Visio", 1)]


def test_a_form_keeps_what_was_typed_and_its_key(survey, keys, client):
    with time_machine.travel(OPEN):
        page = post(client, keys[0], fields(survey, "", words="   "))
        assert "Répondez à une question" in page.text
        assert post(client, keys[0], fields(survey, "Autre chose", words="Gardé")).text.count("Gardé") == 1
        foreign = client.post(
            f"/enquete/{keys[0]}/", fields(survey, "Le prix"), headers={"sec-fetch-site": "cross-site"}
        )
        assert foreign.status_code == 403
    with time_machine.travel(OVER):
        assert client.get(f"/enquete/{keys[0]}/").status_code == 410
        assert post(client, keys[0], fields(survey, "Le prix")).status_code == 410
    assert SurveyKey.objects.count() == 8 and not SurveyTally.objects.exists()


def test_results_are_sums_above_the_threshold_and_join_the_report(survey, keys, client):
    client.force_login(UserFactory(staff=True))
    desk = f"/cms/enquetes/{survey.pk}/"
    with time_machine.travel(OPEN):
        for number, key in enumerate(keys):
            reason = "Mes données" if number < 6 else "Le prix"
            post(client, key, fields(survey, reason, "Pads", words="Plus de place" if number == 3 else ""))
        survey.refresh_from_db()
        assert survey_results.results_of(survey, public_only=False) == [], "not while it is open"
        assert "Plus de place" not in client.get(desk).text
        client.post(desk, {"do": "tell"})
        assert client.get("/transparence/enquetes/2026/").status_code == 404
        edit = client.get(f"/cms/snippets/transparency/survey/edit/{survey.pk}/")
        assert edit["Location"] == desk, "questions stay as people saw them"
    with time_machine.travel(OVER):
        why, needs, words = survey_results.results_of(survey, public_only=False)
        # 6 and 2 of 8: told beside the whole, the six would tell the two
        assert why.rows == [("Mes données", None), ("Le prix", None)] and needs.rows == [("Pads", 5), ("Visio", None)]
        assert "Plus de place" in client.get(desk).text
        client.post(desk, {"do": "tell"})
        assert "Plus de place" not in client.get("/transparence/enquetes/2026/").text
        client.post(desk, {"do": "texts", "public": [str(words.texts[0].pk), "x"]})
        page = client.get("/transparence/enquetes/2026/").text
        assert "Plus de place" in page and "moins de 5" in page
        refused(*ATTACKS, question=words.question.pk)
        report = ActivityReport.objects.create(year=2026, title="2026", body="x")
        client.post(f"/cms/rapports/{report.pk}/", {"do": "survey"})
        assert [(one.label, one.value, one.chart) for one in report.figures.all()] == [
            ("Réponses à l’enquête", 5, ""),
            ("Pads", 5, "Besoins"),
        ]
        assert "/transparence/enquetes/2026/" in client.get(f"/cms/rapports/{report.pk}/apercu/").text
        client.post(desk, {"do": "texts"})
        assert "Plus de place" not in client.get("/transparence/enquetes/2026/").text, "words can be taken back"


def test_asking_many_costs_few_queries(survey, django_assert_max_num_queries):
    UserFactory.create_batch(30)
    with time_machine.travel(OPEN), django_assert_max_num_queries(12 + connection.in_atomic_block * 2):
        survey_actions.invite_members(survey=survey)
    with time_machine.travel(date(2026, 5, 1) - timedelta(days=1)), pytest.raises(survey_actions.NotOpen):
        survey_actions.invite_members(survey=survey)
