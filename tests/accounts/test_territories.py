"""Territories: who answers where, who stands in, what is counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.organisations.actions import Refused, delegating
from accounts.organisations.models import Delegation, Organisation, Referent, Territory
from accounts.organisations.rules import takes_care_of, title_in
from accounts.people.models import User
from hosting.cloud.actions.requests import approve_request, submit_request
from hosting.cloud.models import AccountRequest, CloudAccount
from hosting.cloud.territory_figures import figures_of
from portal.notifications.models import Mail, Notice
from tests.factories.hosting import CloudServerFactory, ServiceFactory, submitted
from tests.factories.organisations import OrganisationFactory, ReferentFactory, TerritoryFactory
from tests.factories.people import UserFactory, signed_in
from tests.queries import forget_pages

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DELEGATIONS = "/compte/remplacements/"


@pytest.fixture
def tree():
    """Four levels: a nation, its region, a department, a town in it."""
    nation = TerritoryFactory(name="La nation", level="national")
    region = TerritoryFactory(name="La région", level="region", parent=nation)
    department = TerritoryFactory(name="Le département", parent=region)
    return nation, region, department, TerritoryFactory(name="Le bourg", level="local", parent=department)


def typed(appointment, to, first=TODAY, last=TODAY + timedelta(days=7)) -> dict:
    return {"appointment": appointment.pk, "to": to.pk, "starts_on": first.isoformat(), "ends_on": last.isoformat()}


def test_the_contact_page_shows_every_level_that_has_referents_and_who_answers_for_the_others(tree, client):
    nation, region, department, town = tree
    ReferentFactory(territory=region, person__public_name="Solène Gaborit")
    ReferentFactory(territory=town, person__public_name="Yann Le Goff")
    past = ReferentFactory(territory=department, person__public_name="Parti depuis")
    Referent.objects.filter(pk=past.pk).update(starts_on=TODAY - timedelta(9), ends_on=TODAY - timedelta(1))
    page = client.get(reverse("pages:contact")).content.decode()
    assert "Solène Gaborit" in page and "Yann Le Goff" in page and "Parti depuis" not in page
    assert f'href="#territory-{region.pk}"' in page, "the department has nobody: the region answers"
    assert nation.name not in page


def test_requests_go_up_the_tree_until_somebody_answers(tree):
    _nation, region, _department, town = tree
    above, beside = ReferentFactory(territory=region), ReferentFactory()
    assert [one.person for one in Referent.objects.nearest_to(town)] == [above.person]
    own = ReferentFactory(territory=town)
    assert [one.person for one in Referent.objects.nearest_to(town)] == [own.person]
    assert [one.person for one in Referent.objects.nearest_to(town, besides=own.person)] == [above.person]
    assert takes_care_of(above.person, town) and not takes_care_of(own.person, region)
    assert not takes_care_of(beside.person, town)


def test_a_referent_who_is_away_lets_another_decide_and_comes_back(tree, client):
    _nation, _region, department, town = tree
    away, other = ReferentFactory(territory=department), ReferentFactory()
    assert signed_in(UserFactory()).get(DELEGATIONS).status_code == 403
    session = signed_in(away.person)
    assert session.post(DELEGATIONS, typed(away, other.person)).status_code == 302
    delegation = Delegation.objects.get()
    assert (delegation.made_by, delegation.to) == (away.person, other.person)
    assert Notice.objects.filter(person=other.person, kind="referent-delegation").exists()
    # the request goes to whoever stands in, who decides in that capacity
    CloudServerFactory()
    request = submit_request(
        person=UserFactory(),
        service=ServiceFactory(connector="nextcloud"),
        territory=None,
        organisation=OrganisationFactory(territory=town),
        reason="x",
        accounts_wanted=1,
        quota_gb=5,
        wished_id="",
        new_organisation_name="",
        new_organisation_town="",
    )
    assert Mail.objects.filter(key__contains="-step-", person=other.person).exists()
    assert not Mail.objects.filter(key__contains="-step-", person=away.person).exists()
    assert request in AccountRequest.objects.in_care_of(other.person)
    approve_request(request=request, by=other.person)
    assert away.person.public_name in request.events.get(state="approved").by_title
    forget_pages()
    assert other.person.public_name in client.get(reverse("pages:contact")).content.decode()
    # back sooner: the rights end at once, the row stays
    assert (
        signed_in(other.person).post(reverse("organisations:end_delegation", args=[delegation.pk])).status_code == 404
    )
    session.post(reverse("organisations:end_delegation", args=[delegation.pk]))
    delegation.refresh_from_db()
    assert delegation.ended_by == away.person and not takes_care_of(other.person, town)
    assert title_in(other.person, town) == ""
    assert [one.answering for one in Referent.objects.nearest_to(town)] == [away.person]


def test_standing_in_counts_from_the_first_day_to_the_last(tree):
    away, other, day = ReferentFactory(territory=tree[2]), ReferentFactory().person, timedelta(days=1)
    made = delegating.delegate(
        appointment=away, to=other, starts_on=TODAY + day, ends_on=TODAY + 2 * day, by=away.person
    )
    covered = [(Referent.objects.held_by(other, TODAY + n * day).filter(territory=tree[2]).exists()) for n in range(4)]
    assert covered == [False, True, True, False]
    other.is_active = False
    other.save()
    assert not Delegation.objects.in_force(TODAY + day).exists()
    assert made.ended_at is None


def test_standing_in_does_not_outlive_what_allowed_it(tree):
    """…nor does anybody learn from others that they are replaced, or no longer replace."""
    away, staff = ReferentFactory(territory=tree[2]), UserFactory(staff=True)
    yesterday = TODAY - timedelta(days=1)
    other = ReferentFactory(starts_on=yesterday, ends_on=TODAY)
    for to, first in ((other.person, TODAY), (staff, TODAY + timedelta(days=30))):
        delegating.delegate(
            appointment=away, to=to, starts_on=first, ends_on=first + timedelta(days=20), by=UserFactory(staff=True)
        )
    assert Notice.objects.filter(person=away.person, kind="referent-delegation").count() == 2
    assert takes_care_of(other.person, tree[2])
    Referent.objects.filter(pk=other.pk).update(ends_on=yesterday)
    assert not takes_care_of(User.objects.get(pk=other.person_id), tree[2]), "their own term is over"
    assert [one.answering for one in Referent.objects.nearest_to(tree[2])] == [away.person]
    assert "n’a plus le droit de remplacer" in signed_in(away.person).get(DELEGATIONS).text
    later = TODAY + timedelta(days=31)
    assert Referent.objects.held_by(staff, later).exists()
    staff.groups.clear()
    assert not Referent.objects.held_by(staff, later).exists(), "no longer of the team"
    delegating.end_delegation(delegation=staff.delegations_held.get(), by=UserFactory(staff=True))
    told = Notice.objects.filter(key__endswith="-ended")
    assert {one.person for one in told} == {away.person, staff}


def test_nobody_stands_in_who_may_not_and_no_day_is_given_twice(tree):
    away, other, staff = ReferentFactory(territory=tree[2]), ReferentFactory(), UserFactory(staff=True)
    member = UserFactory()
    session = signed_in(away.person)
    wrong = [
        typed(away, member),
        typed(away, away.person),
        typed(other, staff),
        typed(away, staff, TODAY, TODAY - timedelta(1)),
    ]
    for form in wrong:
        assert session.post(DELEGATIONS, form).status_code in (200, 400)
    assert not Delegation.objects.exists()
    assert signed_in(staff).post(DELEGATIONS, typed(away, other.person)).status_code == 302, "the team does it for them"
    assert session.post(DELEGATIONS, typed(away, staff, TODAY + timedelta(7))).status_code == 200
    with pytest.raises(Refused):
        delegating.delegate(appointment=away, to=staff, starts_on=TODAY, ends_on=TODAY, by=away.person)
    assert Delegation.objects.count() == 1


def test_figures_add_up_the_tree_and_show_a_referent_their_subtree(tree, django_assert_num_queries):
    nation, region, department, town = tree
    other = TerritoryFactory(parent=nation)
    early = submitted(organisation=OrganisationFactory(territory=town))
    AccountRequest.objects.filter(pk=early.pk).update(created_at=timezone.now() - timedelta(days=12))
    submitted(organisation=OrganisationFactory(territory=department))
    CloudServerFactory()
    done = submitted(organisation=OrganisationFactory(territory=town), service=ServiceFactory(connector="nextcloud"))
    approve_request(request=done, by=UserFactory(staff=True))
    AccountRequest.objects.filter(pk=done.pk).update(created_at=timezone.now() - timedelta(days=4))
    CloudAccount.objects.update(state="active", claim="ours", used_bytes=3 * 1024**3)
    with django_assert_num_queries(6):
        figures = {one.territory.name: one for one in figures_of(Territory.objects.all())}
    for territory in (nation, region, department):
        one = figures[territory.name]
        assert (one.organisations, one.waiting, one.oldest_days, one.active) == (3, 2, 12, 1)
        assert one.used_bytes == 3 * 1024**3 and one.decision_days == 4
    assert (figures[town.name].waiting, figures[other.name].organisations) == (1, 0)
    page = signed_in(ReferentFactory(territory=department).person).get(reverse("cloud:figures")).content.decode()
    assert town.name in page and nation.name not in page and other.name not in page
    sheet = signed_in(UserFactory(staff=True)).get(reverse("cloud:figures_csv"))
    assert nation.name in sheet.content.decode() and Organisation.objects.count() == 3
