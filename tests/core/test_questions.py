"""A question put into SQL once gives each asker their own answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.organisations.models import Referent
from accounts.people.models import User
from accounts.people.roles import Role, roles_of
from portal.core.questions import Question
from tests.factories.organisations import ReferentFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_values_change_and_the_sql_does_not(django_assert_num_queries):
    question = Question(
        lambda person, day: User.objects.filter(pk=person, date_joined__date__gte=day).values_list("pk")
    )
    first, second = UserFactory(), UserFactory()
    today = timezone.localdate()
    with django_assert_num_queries(3):
        assert question.rows(first.pk, today) == [(first.pk,)]
        assert question.rows(second.pk, today) == [(second.pk,)]
        assert question.rows(second.pk, today + timedelta(days=2)) == []


def test_columns_come_as_the_values_of_their_fields():
    person = UserFactory()
    question = Question(lambda pk: User.objects.filter(pk=pk).values_list("date_joined", "is_active"))
    person.refresh_from_db()
    assert question.rows(person.pk) == [(person.date_joined, True)]


def test_a_value_that_does_not_reach_the_sql_is_an_error():
    with pytest.raises(ValueError, match="not in its SQL"):
        Question(lambda one, other: User.objects.filter(pk=one).values_list("pk")).rows(1, 2)


def test_roles_of_several_people_in_turn():
    """Groups and appointments are one question, asked anew for each person and each day."""
    moderator, nobody = UserFactory(moderator=True), UserFactory()
    appointed = ReferentFactory()
    referent = appointed.person
    assert roles_of(moderator) == {Role.MODERATOR}
    assert roles_of(nobody) == set()
    assert roles_of(User.objects.get(pk=referent.pk)) == {Role.REFERENT}
    yesterday = timezone.localdate() - timedelta(days=1)
    Referent.objects.filter(pk=appointed.pk).update(starts_on=yesterday, ends_on=yesterday)
    assert roles_of(User.objects.get(pk=referent.pk)) == set()
