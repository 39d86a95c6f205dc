"""Draft, review, publish, schedule, and the preview of what nobody saved yet: what our parts add to Wagtail's."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState

from courses.models import LessonPage
from courses.shipped import grant_rights
from portal.notifications.models import Mail
from portal.pages.tasks import publish_scheduled_pages
from tests.factories.people import UserFactory

from .conftest import LESSON, READING_ONLY, URL
from .test_editing import form_data, known

pytestmark = pytest.mark.django_db
# Wagtail leaves the file of a fresh thumbnail to the garbage collector.
TOLERANT = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")


@pytest.fixture
def people(index, course):
    """Author, staff and a moderator, each with a browser."""
    grant_rights(index)
    found = {}
    for role in ("author", "staff", "moderator"):
        person = UserFactory(**{role: True})
        browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
        browser.force_login(person)
        found[role] = (person, browser)
    return found


def submit(browser, lesson, **changes):
    data = form_data(lesson, known(lesson)) | changes | {"action-submit": "1"}
    return browser.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), data)


def decide(browser, lesson, action: str, comment: str = ""):
    task = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, action, task.pk])
    return browser.post(address, {"comment": comment})


@TOLERANT
def test_author_asks_and_staff_approve(people, lesson):
    (author, writing), (staff, reading), (moderator, _browser) = people.values()
    assert submit(writing, lesson, title="Choisir, relu").status_code == 302
    asked = Mail.objects.get(key__startswith="review-asked")
    assert asked.person == staff
    assert asked.subject.replace("\xa0", " ") == "À relire : « Choisir, relu »"
    assert author.public_name in asked.text and f"/cms/pages/{lesson.pk}/edit/" in asked.text
    visitor = Client()
    assert "Choisir, relu" not in visitor.get(LESSON).content.decode()
    caches["pages"].clear()
    decide(reading, lesson, "approve")
    assert "Choisir, relu" in visitor.get(LESSON).content.decode()
    approved = Mail.objects.get(key__startswith="review-approved")
    assert approved.person == author and LESSON in approved.text
    assert not Mail.objects.filter(person=moderator).exists()
    assert mail.outbox == []


@TOLERANT
def test_staff_say_what_must_change_as_often_as_needed(people, lesson):
    (author, writing), (_staff, reading), _moderator = people.values()
    for comment in ("Une date manque.", "L’autre <aussi>."):
        submit(writing, lesson)
        decide(reading, lesson, "reject", comment)
    told = [one.text for one in Mail.objects.filter(person=author, key__startswith="review-rejected").order_by("pk")]
    assert len(told) == 2 and "Une date manque." in told[0] and "L’autre <aussi>." in told[1]


@TOLERANT
def test_a_mail_that_somebody_did_not_want_is_not_sent(people, lesson):
    from wagtail.users.models import UserProfile

    (_author, writing), (staff, _reading), _moderator = people.values()
    UserProfile.objects.filter(pk=UserProfile.get_for_user(staff).pk).update(submitted_notifications=False)
    submit(writing, lesson)
    assert not Mail.objects.exists()


def test_a_date_publishes_and_takes_back_and_learners_see_it_at_once(lesson, django_capture_on_commit_callbacks):
    visitor = Client()
    lesson.unpublish()
    caches["pages"].clear()
    assert LESSON not in visitor.get(URL).content.decode()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.go_live_at = timezone.now() + timedelta(hours=1)
    lesson.save_revision(approved_go_live_at=lesson.go_live_at)
    with django_capture_on_commit_callbacks(execute=True):
        publish_scheduled_pages()
    assert visitor.get(LESSON).status_code == 404
    past = timezone.now() - timedelta(minutes=1)
    revision = LessonPage.objects.get(pk=lesson.pk).get_latest_revision()
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    with django_capture_on_commit_callbacks(execute=True):
        publish_scheduled_pages()
    assert LESSON in visitor.get(URL).content.decode() and visitor.get(LESSON).status_code == 200
    Page.objects.filter(pk=lesson.pk).update(expire_at=past)
    with django_capture_on_commit_callbacks(execute=True):
        publish_scheduled_pages()
    assert LESSON not in visitor.get(URL).content.decode() and visitor.get(LESSON).status_code == 404


@TOLERANT
def test_a_lesson_that_was_never_saved_is_previewed_as_a_learner_sees_it(people, lesson):
    _author, writing = people["author"]
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", lesson.get_parent().pk])
    new = LessonPage(title="Jamais enregistrée", slug="jamais-enregistree", minutes=10)
    question = {"kind": "single", "text": "Déjà là ?", "answers": "+ Oui\n- Non"}
    assert writing.post(address, form_data(new, [question])).json()["is_valid"]
    shown = writing.get(address)
    assert shown.status_code == 200
    page = shown.content.decode()
    assert "Jamais enregistrée" in page and "Déjà là" in page and 'type="radio"' in page
    assert not LessonPage.objects.filter(slug="jamais-enregistree").exists()
    assert READING_ONLY in page  # the outline of the course around it
