"""Two people at the same second, in threads with connections of their own, on any database."""

import threading

import pytest
from django.db import connection

from accounts.organisations.actions import InvitationGone, Refused, invitations, roles
from accounts.organisations.models import Invitation, Membership
from portal.notifications.models import Mail
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*steps) -> list[str]:
    """Run them together; how each ended, in order of the alphabet."""
    gate, ended = threading.Barrier(len(steps)), []

    def run(step):
        try:
            gate.wait(timeout=20)
            step()
            ended.append("done")
        except (Refused, InvitationGone) as error:
            ended.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(ended)


@pytest.fixture
def managers():
    club = OrganisationFactory()
    return [MembershipFactory(organisation=club, role=Membership.Role.MANAGER) for _ in range(2)]


def test_two_managers_inviting_the_same_person_make_one_invitation_and_one_mail(managers):
    club = managers[0].organisation

    def invite(by):
        return lambda: invitations.invite_by_mail(organisation=club, by=by.person, address="odile@example.org")

    assert at_once(*(invite(one) for one in managers)) == ["done", "done"]
    assert Invitation.objects.count() == Mail.objects.filter(address="odile@example.org").count() == 1


def test_two_people_with_one_link_are_one_member_more(managers):
    club = managers[0].organisation
    invitation, _token = invitations.invite_by_link(organisation=club, by=managers[0].person)
    people = [UserFactory(), UserFactory()]

    def accept(person):
        return lambda: invitations.accept_invitation(invitation=invitation, person=person)

    assert at_once(*(accept(person) for person in people)) == ["InvitationGone", "done"]
    assert club.memberships.filter(person__in=people).count() == 1


def test_of_the_last_two_managers_who_leave_one_stays(managers):
    club = managers[0].organisation

    def leave(one):
        return lambda: roles.leave(organisation=club, person=one.person)

    assert at_once(*(leave(one) for one in managers)) == ["Refused", "done"]
    assert club.memberships.managers().count() == 1
