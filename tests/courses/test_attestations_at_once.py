"""Two clicks at the same moment, in real transactions, make one attestation."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from wagtail.models import Locale, Page

from courses.attestation_actions import issue_attestation
from courses.models import Attestation, CoursePage, LessonPage, SequencePage
from tests.factories.people import UserFactory

from .attesting import do_course, learner_of

CLICKS = 4
ROUNDS = 5


def course_of_one_lesson() -> CoursePage:
    """Made without the home page and its site, which another test in real transactions may have emptied."""
    Locale.objects.get_or_create(language_code="fr")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Racine", slug="racine")
    course = root.add_child(
        instance=CoursePage(title="Un cours", slug="un-cours", summary="x", attestation_lessons=100)
    )
    sequence = course.add_child(instance=SequencePage(title="Une séquence", slug="une-sequence"))
    sequence.add_child(instance=LessonPage(title="Une leçon", slug="une-lecon"))
    return course


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_clicks_at_once_make_one_attestation():
    course = course_of_one_lesson()
    for _round in range(ROUNDS):
        learner = learner_of(UserFactory())
        do_course(learner, course)

        def click(name, learner=learner):
            try:
                return issue_attestation(learner=learner, course=course, name=name, host_name="Le Nuage").pk
            finally:
                connections.close_all()

        with ThreadPoolExecutor(CLICKS) as pool:
            found = set(pool.map(click, [f"Nom {number}" for number in range(CLICKS)]))
        assert len(found) == 1
    assert Attestation.objects.count() == ROUNDS
