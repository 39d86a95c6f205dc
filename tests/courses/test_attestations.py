"""Attestations: who gets one, when, what it keeps, who reads it, and how it ends."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses import attestation_views
from courses.actions import bring_into_account
from courses.attestation_actions import CannotIssue, issue_attestation, revoke_attestation
from courses.attestations import Rule, rule_of, standing
from courses.learners import Reader
from courses.models import Attestation, CoursePage, Learner, LessonPage, LessonProgress, Question
from courses.models.attestations import ALPHABET, code_as_written, new_code
from portal.notifications.models import Mail
from portal.privacy.registry import Erasure, registered
from tests.factories.people import UserFactory, signed_in

from .attesting import attested, do_course, do_lesson, learner_of
from .conftest import LESSON, URL

PAGE = f"{URL}attestation/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def course(course) -> CoursePage:
    """The course of these tests asks for every lesson and 70 percent on each quiz."""
    CoursePage.objects.filter(pk=course.pk).update(attestation_lessons=100, attestation_score=70)
    course.refresh_from_db()
    return course


@pytest.fixture
def person():
    return UserFactory(public_name="Cam")


@pytest.fixture
def learner(person):
    return learner_of(person)


def lessons_of(course) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def issue(learner, course, name="Camille Aubépine") -> Attestation:
    return issue_attestation(learner=learner, course=course, name=name, host_name="Le Nuage d’exemple")


def refused(learner, course) -> str:
    with pytest.raises(CannotIssue) as told:
        issue(learner, course)
    return told.value.why


# The rule, at its edges


@pytest.mark.parametrize(
    ("lessons", "total", "needed"), [(100, 12, 12), (80, 12, 10), (75, 12, 9), (1, 12, 1), (50, 3, 2)]
)
def test_the_share_of_lessons_is_rounded_up(lessons, total, needed):
    assert Rule(lessons, 0).needed(total) == needed


@pytest.mark.parametrize(("score", "why"), [(70, ""), (69, CannotIssue.NOT_YET), (0, CannotIssue.NOT_YET)])
def test_the_score_that_is_asked_for_is_enough_and_one_percent_less_is_not(course, learner, score, why):
    do_course(learner, course)
    do_lesson(learner, LessonPage.objects.get(slug="partager"), score)
    if why:
        assert refused(learner, course) == why
    else:
        assert issue(learner, course).is_valid


def test_a_lesson_marked_as_read_still_lacks_its_quiz(course, learner, person):
    do_course(learner, course)
    learner.answers.filter(lesson__slug="partager").delete()
    learner.lessons.filter(lesson__slug="partager").update(score=None)
    assert refused(learner, course) == CannotIssue.NOT_YET
    page = signed_in(person).get(PAGE).text
    assert page.count("quiz à faire") == 1 and "leçon" not in page[page.index("Ce qui manque") : page.index("</main>")]


def test_what_is_lacking_is_said_in_plain_numbers(course, learner, person):
    first, _second, third = lessons_of(course)
    do_lesson(learner, first, 50)
    do_lesson(learner, third, 70)
    page = signed_in(person).get(PAGE).text
    assert "1 leçon compte, sur les 3 qu’il faut." in page
    assert "quiz\N{NO-BREAK SPACE}: 50\N{NO-BREAK SPACE}%, il en faut 70" in page
    assert page.count("<span>leçon à faire</span>") == 1


def test_a_share_of_the_lessons_may_be_chosen_freely(course, learner):
    CoursePage.objects.filter(pk=course.pk).update(attestation_lessons=60)
    course.refresh_from_db()
    first, second, third = lessons_of(course)
    do_lesson(learner, first)
    assert refused(learner, course) == CannotIssue.NOT_YET
    do_lesson(learner, third)
    assert issue(learner, course).required_lessons == 60


def test_without_a_score_lessons_only_have_to_be_done(course, learner):
    CoursePage.objects.filter(pk=course.pk).update(attestation_score=0)
    course.refresh_from_db()
    for lesson in lessons_of(course):
        do_lesson(learner, lesson, None)
    assert issue(learner, course).required_score == 0


def test_a_question_added_later_takes_nothing_away(course, learner):
    do_course(learner, course, 70)
    lesson = LessonPage.objects.get(slug="partager")
    first = lesson.questions.first()
    Question.objects.create(lesson=lesson, uid="nouvelle", kind=first.kind, text="Et encore ?", data=first.data)
    assert issue(learner, course).is_valid


def test_a_question_that_is_gone_no_longer_counts(course, learner, lesson):
    do_course(learner, course)
    learner.answers.filter(lesson=lesson).exclude(uid="une-graine").update(score=0, best_score=0)
    LessonProgress.objects.filter(learner=learner, lesson=lesson).update(score=25)
    assert refused(learner, course) == CannotIssue.NOT_YET
    lesson.questions.exclude(uid="une-graine").delete()
    assert issue(learner, course).is_valid


def test_a_lesson_that_is_no_longer_published_is_not_asked_for(course, learner):
    *most, last = lessons_of(course)
    for one in most:
        do_lesson(learner, one)
    last.unpublish()
    assert issue(learner, course).lessons == [one.title for one in most]


def test_a_course_without_lessons_attests_nothing(course, learner):
    for lesson in lessons_of(course):
        lesson.unpublish()
    assert refused(learner, course) == CannotIssue.NOT_YET


def test_a_course_or_a_host_may_give_none(course, learner, settings, client):
    do_course(learner, course)
    settings.ATTESTATIONS = False
    assert rule_of(course) is None and refused(learner, course) == CannotIssue.NO_RULE
    assert client.get(PAGE).status_code == 404
    settings.ATTESTATIONS = True
    CoursePage.objects.filter(pk=course.pk).update(attestation_lessons=None, attestation_score=0)
    course.refresh_from_db()
    assert rule_of(course) is None and refused(learner, course) == CannotIssue.NO_RULE
    assert client.get(PAGE).status_code == 404
    assert "Attestation" not in client.get(URL).text


def test_the_standing_costs_the_same_at_two_sizes(course, learner, person, django_assert_num_queries):
    do_lesson(learner, lessons_of(course)[0])
    with django_assert_num_queries(4):
        standing(course, rule_of(course), Reader(person=person))
    do_course(learner, course)
    with django_assert_num_queries(4):
        assert standing(course, rule_of(course), Reader(person=person)).met


# What authors set


def test_an_author_says_the_share_before_the_score(course):
    course.attestation_lessons, course.attestation_score = None, 70
    with pytest.raises(ValidationError) as told:
        course.full_clean()
    assert "attestation_lessons" in told.value.message_dict
    course.attestation_lessons = 101
    with pytest.raises(ValidationError):
        course.full_clean()


def test_a_sequence_cannot_take_the_address_of_the_attestation(course):
    sequence = course.get_children().first().specific
    sequence.slug = "attestation"
    with pytest.raises(ValidationError) as told:
        sequence.full_clean()
    assert "slug" in told.value.message_dict


# A visitor


def test_visitor_reads_the_rule_in_plain_words_and_gets_no_cookie(course, client):
    shown = client.get(URL).text
    assert "avoir fait toutes les leçons, avec 70\N{NO-BREAK SPACE}% ou plus à chaque quiz" in shown
    assert PAGE in shown
    answer = client.get(PAGE)
    assert answer.status_code == 200 and not answer.cookies and "csrfmiddlewaretoken" not in answer.text
    assert f"/compte/signup/?next={PAGE}" in answer.text


def test_visitor_who_finished_is_told_to_create_an_account_and_nothing_is_lost(course, client, person):
    guest = Learner.objects.create()
    do_course(guest, course)
    assert refused(guest, course) == CannotIssue.NO_ACCOUNT
    bring_into_account(key=guest.key, person=person)
    assert issue(learner_of(person), course).is_valid


def test_visitor_with_answers_sees_what_is_lacking(course, client):
    client.post(f"{LESSON}lu/")
    shown = client.get(PAGE)
    assert "0 leçon compte, sur les 3 qu’il faut." in shown.text
    assert "private" in shown["Cache-Control"]
    assert client.post(PAGE, {"name": "Camille"}).status_code == 303
    assert not Attestation.objects.exists()


# A member


def test_member_gets_one_under_the_name_they_type_and_the_public_name_to_begin_with(course, learner, person):
    do_course(learner, course)
    client = signed_in(person)
    assert 'value="Cam"' in client.get(PAGE).text
    assert client.post(PAGE, {"name": "  Camille \u202e  Aubépine "})["Location"] == PAGE
    one = Attestation.objects.get()
    assert one.name == "Camille Aubépine" and one.learner == learner and one.course_title == course.title
    assert one.contents[0]["lessons"] and one.minutes == sum(lesson.minutes for lesson in lessons_of(course))
    answer = client.get(PAGE)
    shown = answer.text
    assert answer["Cache-Control"] == "private, no-store"
    assert one.code in shown and f"/compte/attestations/{one.code}/attestation.pdf" in shown
    assert "<form class=" not in shown
    assert f"/compte/attestations/{one.code}/attestation.pdf" in client.get("/compte/").text


def test_member_whose_name_is_missing_is_told_so(course, learner, person):
    do_course(learner, course)
    shown = signed_in(person).post(PAGE, {"name": "   "})
    assert shown.status_code == 200 and "is-wrong" in shown.text and not Attestation.objects.exists()


def test_member_who_has_finished_is_led_to_it_from_the_course(course, learner, person):
    do_course(learner, course)
    shown = signed_in(person).get(URL).text
    assert "Vous avez terminé ce cours" in shown
    assert re.search(rf'class="flap" href="{PAGE}">Mon attestation', shown)


def test_asking_twice_gives_the_first_one_with_its_name(course, learner):
    do_course(learner, course)
    first = issue(learner, course)
    assert issue(learner, course, name="Autre Nom") == first
    assert Attestation.objects.get().name == "Camille Aubépine"


def test_two_valid_ones_are_refused_by_the_database(course, learner):
    do_course(learner, course)
    one = issue(learner, course)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attestation.objects.create(
            learner=learner, course=course, name="Encore", course_title=one.course_title, course_slug=one.course_slug,
            course_updated_on=one.course_updated_on, minutes=1, required_lessons=1, required_score=0, host_name="X",
        )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [{"name": "Quelqu’un d’autre"}, {"course_title": "Un doctorat"}, {"required_score": 100}, {"contents": []}],
)
def test_what_is_attested_never_changes(course, change):
    one = attested(course)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attestation.objects.filter(pk=one.pk).update(**change)


def test_the_attestation_outlives_the_course(course, person):
    one = attested(course, person=person)
    title = course.title
    course.delete()
    one.refresh_from_db()
    assert one.course is None and one.course_title == title
    client = signed_in(person)
    assert title in client.get(f"/verifier/{one.code}/").text
    assert client.get(f"/compte/attestations/{one.code}/attestation.pdf").status_code == 200


def test_downloads_are_for_whose_they_are(course, person, client):
    one = attested(course, person=person)
    for name in ("attestation.pdf", "attestation.jwt"):
        address = f"/compte/attestations/{one.code}/{name}"
        assert client.get(address).status_code == 302
        assert signed_in(UserFactory()).get(address).status_code == 404
        found = signed_in(person).get(address)
        assert found.status_code == 200 and found["Cache-Control"] == "private, no-store"


def test_the_pdf_is_tagged_and_hostile_words_stay_words(course, person):
    one = attested(course, person=person, name='#panic("x") $a$ <b> \\ "')
    content = signed_in(person).get(f"/compte/attestations/{one.code}/attestation.pdf").content
    assert content.startswith(b"%PDF")
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Figure", b"/Alt"):
        assert mark in content, mark


# Whoever holds the code


def test_codes_are_long_enough_and_forgive_how_they_are_typed():
    code = new_code()
    assert len(ALPHABET) ** len(code.replace("-", "")) >= 2**96
    assert code_as_written(f" {code.lower().replace('-', ' ')} ") == code
    assert code_as_written("oIl0-0000-0000-0000-0000") == "0110-0000-0000-0000-0000"
    assert code_as_written("0000-0000") == code_as_written("U" * 20) == ""


def test_whoever_holds_the_code_reads_name_course_and_date(course, client):
    one = attested(course)
    found = client.get(f"/verifier/{one.code}/")
    assert found.status_code == 200 and not found.cookies
    assert "Camille Aubépine" in found.text and course.title in found.text and "Le Nuage d’exemple" in found.text
    assert found["Cache-Control"] == "private, no-store" and found["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in found.text
    typed = client.get("/verifier/", {"code": one.code.lower().replace("-", " ")})
    assert typed["Location"] == f"/verifier/{one.code}/"


def test_the_name_is_shown_nowhere_else(course, person, client):
    attested(course, person=person)
    for address in ("/mooc/", URL, PAGE, "/verifier/", "/verifier/revocations.json", "/recherche/?q=Aubépine"):
        assert "Camille Aubépine" not in client.get(address).text, address


def test_a_code_that_never_was_and_one_mistyped_get_the_same_page(client, course):
    pages = []
    for code in ("0000-0000-0000-0000-0000", "n’importe quoi"):
        found = client.get(f"/verifier/{code}/")
        assert found.status_code == 404 and found["Cache-Control"] == "private, no-store"
        pages.append(re.sub(r'value="[^"]*"', "", found.text))
    assert pages[0] == pages[1] and "Aucune attestation n’a ce code" in pages[0]
    assert client.get("/verifier/", {"code": "../compte"}).status_code == 404
    assert client.get("/verifier/", {"code": ""}).status_code == 200


def test_guessing_is_slowed_down(course, client, monkeypatch):
    monkeypatch.setattr(attestation_views, "CHECKS_AN_HOUR", 2)
    one = attested(course)
    statuses = [client.get(f"/verifier/{one.code}/").status_code for _time in range(3)]
    assert statuses == [200, 200, 429]


# Staff


@pytest.fixture
def staff():
    return signed_in(UserFactory(staff=True))


def test_staff_revokes_with_a_reason_and_everybody_concerned_is_told(course, person, staff, client):
    one = attested(course, person=person)
    listing = staff.get(reverse("wagtailsnippets_courses_attestation:list")).text
    address = reverse("attestation_revoke", args=[one.pk])
    assert one.code in listing and address in listing and "Camille Aubépine" not in listing
    assert staff.post(address, {"reason": ""}).status_code == 200
    assert Attestation.objects.valid().exists()
    assert staff.post(address, {"reason": "Réponses recopiées"}).status_code == 302
    found = client.get(f"/verifier/{one.code}/")
    assert found.status_code == 200 and "Révoquée le" in found.text
    assert "Camille Aubépine" not in found.text and "recopiées" not in found.text
    mail = Mail.objects.get(person=person)
    assert "Réponses recopiées" in mail.text and "révoquée" in mail.subject and "en demander une autre" not in mail.text
    own = signed_in(person)
    assert "Réponses recopiées" in own.get(PAGE).text
    assert own.get(f"/compte/attestations/{one.code}/attestation.pdf").status_code == 404
    assert own.post(PAGE, {"name": "Camille"}).status_code == 303 and not Attestation.objects.valid().exists()
    assert refused(learner_of(person), course) == CannotIssue.REVOKED


def test_staff_may_let_the_person_ask_again(course, person, staff):
    one = attested(course, person=person, name="Camile Aubepine")
    staff.post(reverse("attestation_revoke", args=[one.pk]), {"reason": "Faute dans le nom", "may_ask_again": "on"})
    assert PAGE in Mail.objects.get(person=person).text
    own = signed_in(person)
    assert 'name="name"' in own.get(PAGE).text
    own.post(PAGE, {"name": "Camille Aubépine"})
    new = Attestation.objects.valid().get()
    assert new.name == "Camille Aubépine" and new.code != one.code


def test_a_revocation_is_for_good_and_the_first_reason_stays(course):
    one = revoke_attestation(attestation=attested(course), reason="Première", may_ask_again=False)
    again = revoke_attestation(attestation=one, reason="Seconde", may_ask_again=True)
    assert again.revocation_reason == "Première" and Mail.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Attestation.objects.filter(pk=one.pk).update(revoked_at=None, revocation_reason="")


@pytest.mark.parametrize("role", ["author", "moderator"])
def test_only_staff_sees_and_revokes(course, role):
    one = attested(course)
    other = signed_in(UserFactory(**{role: True}))
    for address in (
        reverse("wagtailsnippets_courses_attestation:list"),
        reverse("attestation_revoke", args=[one.pk]),
    ):
        assert other.get(address).status_code in (302, 403)
    other.post(reverse("attestation_revoke", args=[one.pk]), {"reason": "Parce que"})
    assert Attestation.objects.valid().exists()


def test_nobody_changes_or_deletes_one_in_the_administration(course, staff):
    one = attested(course)
    for name in ("edit", "delete"):
        address = reverse(f"wagtailsnippets_courses_attestation:{name}", args=[one.pk])
        assert staff.post(address, {"name": "X"}).status_code in (302, 403)
    one.refresh_from_db()
    assert one.name == "Camille Aubépine"


# Letting go


def test_attestations_go_with_the_account(course, person, client):
    one = attested(course, person=person)
    assert registered()[Attestation._meta.label].on_erasure is Erasure.DELETE
    person.delete()
    assert not Attestation.objects.exists()
    assert client.get(f"/verifier/{one.code}/").status_code == 404
