"""« Dupliquer la séquence » : lessons and questions come along, what people did does not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from courses.actions import record_answers
from courses.duplicating import duplicate_sequence
from courses.models import Answer, Learner, LessonPage, LessonProgress, SequencePage
from courses.shipped import grant_rights
from tests.factories.people import UserFactory

from .conftest import LESSON, URL

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(index, course):
    grant_rights(index)
    return UserFactory(author=True)


@pytest.fixture
def sequence(course):
    return SequencePage.objects.get(slug="semer")


def test_author_duplicates_a_sequence_from_its_menu(client, author, sequence, lesson):
    client.force_login(author)
    address = reverse("sequence_duplicate", args=[sequence.pk])
    course_in_cms = client.get(reverse("wagtailadmin_explore", args=[sequence.get_parent().pk])).content.decode()
    assert address in course_in_cms
    assert "Dupliquer la séquence" in client.get(address).content.decode()
    assert SequencePage.objects.count() == 2
    answer = client.post(address)
    copy = SequencePage.objects.get(slug="semer-copie")
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert [one.slug for one in sequence.get_parent().get_children()] == ["semer", "semer-copie", "recolter"]


def test_the_copy_is_whole_and_a_draft(author, sequence, client):
    copy = duplicate_sequence(sequence=sequence, by=author)
    copies = LessonPage.objects.child_of(copy).order_by("path")
    for first, second in zip(LessonPage.objects.child_of(sequence).order_by("path"), copies, strict=True):
        assert (second.title, second.slug, second.minutes, second.body) == (
            first.title, first.slug, first.minutes, first.body)  # fmt: skip
        asked = ("uid", "kind", "text", "data", "explanation")
        assert list(second.questions.values(*asked)) == list(first.questions.values(*asked))
        assert not second.live and second.pk != first.pk
        # what the editor opens, and would publish
        draft = second.get_latest_revision_as_object()
        assert {one.pk for one in draft.questions.all()} == {one.pk for one in second.questions.all()}
    assert not copy.live and copy.title == "Semer (copie)"
    assert copy.owner == author
    assert client.get(f"{URL}semer-copie/").status_code == 404
    assert "Semer (copie)" not in client.get(URL).content.decode()


def test_a_published_copy_is_a_sequence_of_its_own(author, sequence, lesson, client):
    learner = Learner.objects.create()
    questions = list(lesson.questions.all())
    given = {"une-graine": {"choices": ["a"]}}
    record_answers(learner=learner, lesson=lesson, questions=questions, given=given)
    copy = duplicate_sequence(sequence=sequence, by=author)
    assert not Answer.objects.filter(lesson__path__startswith=copy.path).exists()
    assert not LessonProgress.objects.filter(lesson__path__startswith=copy.path).exists()
    for page in Page.objects.descendant_of(copy, inclusive=True).specific():
        page.get_latest_revision().publish()
    twin = LessonPage.objects.child_of(copy).get(slug=lesson.slug)
    assert client.get(LESSON.replace("/semer/", "/semer-copie/")).status_code == 200
    record_answers(learner=learner, lesson=twin, questions=list(twin.questions.all()), given=given)
    assert Answer.objects.filter(learner=learner, uid="une-graine").count() == 2


def test_what_was_written_and_not_published_comes_along(author, sequence, lesson):
    lesson.title = "Choisir ses graines, revu"
    lesson.save_revision()
    copy = duplicate_sequence(sequence=sequence, by=author)
    twin = LessonPage.objects.child_of(copy).get(slug=lesson.slug)
    assert twin.get_latest_revision_as_object().title == "Choisir ses graines, revu"
    assert LessonPage.objects.get(pk=lesson.pk).title == "Choisir ses graines"


def test_dates_of_publication_do_not_come_along(author, sequence, lesson):
    lesson.go_live_at = timezone.now() + timedelta(days=2)
    lesson.expire_at = timezone.now() + timedelta(days=9)
    lesson.save_revision().publish()
    sequence.expire_at = timezone.now() + timedelta(days=9)
    sequence.save_revision().publish()
    copy = duplicate_sequence(sequence=sequence, by=author)
    for page in (copy, LessonPage.objects.child_of(copy).get(slug=lesson.slug)):
        for state in (page, page.get_latest_revision_as_object()):
            assert (state.go_live_at, state.expire_at) == (None, None)
    assert not any(one.revisions.filter(approved_go_live_at__isnull=False) for one in copy.get_descendants())


def test_three_copies_have_three_addresses(author, sequence):
    slugs = {duplicate_sequence(sequence=sequence, by=author).slug for _time in range(3)}
    assert slugs == {"semer-copie", "semer-copie-1", "semer-copie-2"}
    SequencePage.objects.filter(pk=sequence.pk).update(title="T" * 255, draft_title="T" * 255, slug="s" * 255)
    long = duplicate_sequence(sequence=SequencePage.objects.get(pk=sequence.pk), by=author)
    assert len(long.title) <= 255 and len(long.slug) <= 255


def test_no_sequence_has_a_number_that_large(author, client):
    client.force_login(author)
    assert client.get(reverse("sequence_duplicate", args=[10**30])).status_code == 404


def test_others_duplicate_nothing(sequence, index):
    grant_rights(index)
    address = reverse("sequence_duplicate", args=[sequence.pk])
    for who in ({}, {"moderator": True}):
        client = Client()
        client.force_login(UserFactory(**who))
        assert client.get(address).status_code in (302, 403)
        assert client.post(address).status_code in (302, 403)
    assert SequencePage.objects.count() == 2


def test_wagtails_own_copy_goes_below_courses_only(author, sequence, client, index):
    client.force_login(author)
    address = reverse("wagtailadmin_pages:copy", args=[sequence.pk])
    sent = {"new_title": "Autre", "new_slug": "autre", "copy_subpages": "on"}
    client.post(address, sent | {"new_parent_page": index.pk})
    assert not SequencePage.objects.filter(slug="autre").exists()
    client.post(address, sent | {"new_parent_page": sequence.get_parent().pk})
    copy = SequencePage.objects.get(slug="autre")
    assert not copy.live and copy.get_children().count() == sequence.get_children().count()
