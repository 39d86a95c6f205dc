"""The life of an association: invited, asked, let in, answered for, left, closed. In the order visitor, stranger,
member, manager, referent, staff."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.organisations.actions import InvitationGone, Refused, closing, invitations, joining, roles
from accounts.organisations.models import (
    Closure,
    Delegation,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationEvent,
    Referent,
)
from accounts.organisations.tasks import forget_invitations
from accounts.people.models import User
from portal.notifications.models import Mail, Notice
from portal.notifications.tasks import sweep_mails
from portal.privacy.actions import departures
from portal.privacy.models import Departure
from tests.factories.organisations import MembershipFactory, OrganisationFactory, ReferentFactory, TerritoryFactory
from tests.factories.people import PASSWORD, UserFactory, signed_in
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
Role = Membership.Role


def at(name: str, organisation, *more) -> str:
    return reverse(f"organisations:{name}", args=[organisation.slug, *more])


@pytest.fixture
def manager():
    return UserFactory(public_name="Inès Barreau")


@pytest.fixture
def club(manager):
    return OrganisationFactory(manager=manager, name="Ciné-club de la Halle", slug="cine-club-de-la-halle")


def link_of(organisation, by, **options) -> str:
    _invitation, token = invitations.invite_by_link(organisation=organisation, by=by, **options)
    return reverse("organisations:invitation", args=[token])


def link_in_mail_to(address: str, pattern: str) -> str:
    sweep_mails()
    bodies = [message.body for message in mail.outbox if message.to == [address]]
    return re.search(rf"https?://[^/\s]+({pattern}\S+)", bodies[-1]).group(1)


def test_a_visitor_who_was_invited_signs_up_and_lands_in_the_association(client, club, manager, sign_in):
    signed_in(manager).post(at("invitations", club), {"address": "Odile@Example.org ", "role": "member", "days": "14"})
    path = link_in_mail_to("odile@example.org", "/compte/invitation/")
    page = client.get(path).content.decode()
    assert club.name in page and manager.public_name in page and manager.email not in page
    assert "no-store" in client.get(path)["Cache-Control"] or "max-age=0" in client.get(path)["Cache-Control"]
    # from there to the form, whose page carries where it came from
    sign_up = re.search(r'href="(/compte/signup/[^"]+)"', page).group(1)
    fields = re.search(r'name="next" value="([^"]+)"', client.get(sign_up).content.decode())
    new = {"public_name": "Odile", "email": "autre@example.org", "password1": PASSWORD, "next": fields.group(1)}
    client.post(reverse("account_signup"), new)
    person = User.objects.get(email="autre@example.org")
    assert not club.memberships.filter(person=person).exists(), "not before the address is confirmed"
    elsewhere = Client()
    elsewhere.post(link_in_mail_to("autre@example.org", "/compte/confirm-email/"))
    assert EmailAddress.objects.get(user=person).verified
    sign_in(person)
    assert club.memberships.get(person=person).role == Role.MEMBER
    assert Notice.objects.filter(person=manager, title__contains="Odile").exists(), "whoever invited is told"
    assert client.get(path).status_code == 404, "it served once"
    assert not Invitation.objects.exclude(address="").exists(), "the address is forgotten"
    assert not Mail.objects.filter(text__contains="/compte/invitation/").exists(), "and so is the link"


def test_a_visitor_without_a_good_link_is_told_nothing(client, club, manager):
    path = link_of(club, manager)
    assert client.post(path, {"accept": "1"}).status_code == 302, "nobody joins unnamed"
    assert Invitation.objects.get().state == "waiting"
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired, unknown = client.get(path), client.get("/compte/invitation/aucune-de-ce-nom-ici/")
    assert (expired.status_code, expired.content) == (unknown.status_code, unknown.content)
    assert expired.status_code == 404 and club.name not in expired.content.decode()


def test_the_answer_to_an_invitation_does_not_tell_whether_the_address_is_known(club, manager):
    known, already = UserFactory(email="connue@example.org"), UserFactory(email="membre@example.org")
    MembershipFactory(organisation=club, person=already)
    client, pages = signed_in(manager), []
    for address in (known.email, already.email, "inconnue@example.org", "inconnue@example.org"):
        answer = client.post(at("invitations", club), {"address": address, "role": "member", "days": "7"}, follow=True)
        pages.append([str(one) for one in answer.context["messages"]])
    assert pages[0] and all(page == pages[0] for page in pages)
    sweep_mails()
    texts = {re.sub(r"/invitation/\S+", "", message.body) for message in mail.outbox}
    assert len(mail.outbox) == 3 and len(texts) == 1, "one mail each, the same words"
    # who belongs already finds out by joining, and keeps their role
    path = link_in_mail_to(already.email, "/compte/invitation/")
    signed_in(already).post(path, {"accept": "1"})
    assert club.memberships.filter(person=already).count() == 1


def test_addresses_are_seen_by_whoever_typed_them_alone(club, manager):
    other, referent = UserFactory(), ReferentFactory(territory=club.territory).person
    MembershipFactory(organisation=club, person=other, role=Role.MANAGER)
    invitations.invite_by_mail(organisation=club, by=manager, address="odile@example.org")
    seen = {
        person.pk: "odile@example.org" in signed_in(person).get(at("invitations", club)).content.decode()
        for person in (manager, other, referent)
    }
    assert seen == {manager.pk: True, other.pk: False, referent.pk: False}
    people = signed_in(referent).get(at("people", club)).content.decode()
    assert manager.public_name in people and manager.email not in people and other.email not in people


def test_an_invitation_is_sent_again_withdrawn_declined_and_forgotten(club, manager, client):
    invitation = invitations.invite_by_mail(organisation=club, by=manager, address="a@example.org")
    first = link_in_mail_to("a@example.org", "/compte/invitation/")
    with pytest.raises(Refused):
        invitations.send_again(invitation=invitation, by=manager)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=1), expires_at=timezone.now())
    change = at("change_invitation", club, invitation.pk)
    signed_in(manager).post(change, {"again": "1"})
    again = link_in_mail_to("a@example.org", "/compte/invitation/")
    assert client.get(first).status_code == 404 and client.get(again).status_code == 200
    signed_in(manager).post(change, {"revoke": "1"})
    assert client.get(again).status_code == 404
    path = link_of(club, manager)
    client.post(path, {"decline": "1"})
    assert client.get(path).status_code == 404
    old = invitations.invite_by_mail(organisation=club, by=manager, address="b@example.org")
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(days=31))
    sweep_mails()
    kept = invitations.invite_by_mail(organisation=club, by=manager, address="c@example.org")
    sweep_mails()
    assert forget_invitations() == 1
    assert [one.pk for one in Invitation.objects.exclude(address="")] == [kept.pk]
    assert [one.address for one in Mail.objects.filter(key__startswith="invitation-")] == ["c@example.org"]
    assert set(club.events.values_list("kind", flat=True)) == {"invited", "invited-again", "invitation-revoked"}


def test_an_expired_invitation_does_not_bar_a_new_one(club, manager):
    first = invitations.invite_by_mail(organisation=club, by=manager, address="a@example.org")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    second = invitations.invite_by_mail(organisation=club, by=manager, address="A@example.org")
    assert first.pk != second.pk and club.invitations.waiting().get() == second


def test_links_of_a_manager_do_not_outlive_their_role(club, manager):
    other = MembershipFactory(organisation=club, role=Role.MANAGER).person
    path = link_of(club, manager)
    invitations.invite_by_mail(organisation=club, by=manager, address="m@example.org", role=Role.MANAGER)
    invitations.invite_by_mail(organisation=club, by=manager, address="n@example.org")
    roles.change_role(membership=club.memberships.get(person=manager), role=Role.MEMBER, by=other)
    assert signed_in(UserFactory()).get(path).status_code == 404
    assert [one.address for one in club.invitations.waiting()] == ["n@example.org"]


def test_an_invitation_serves_as_long_as_its_maker_may_invite(club, manager, client):
    """Suspended, a term that is over: nothing that makes a manager and no link outlives it; a member's mail does."""
    second = MembershipFactory(organisation=club, role=Role.MANAGER).person
    referent = ReferentFactory(territory=club.territory, starts_on=timezone.localdate() - timedelta(days=9))
    paths = [link_of(club, second), link_of(club, referent.person)]
    for_managers = invitations.invite_by_mail(
        organisation=club, by=referent.person, address="m@example.org", role=Role.MANAGER
    )
    for_a_member = invitations.invite_by_mail(organisation=club, by=second, address="n@example.org")
    assert [client.get(path).status_code for path in paths] == [200, 200]
    User.objects.filter(pk=second.pk).update(is_active=False)
    Referent.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert [client.get(path).status_code for path in paths] == [404, 404]
    with pytest.raises(InvitationGone):
        invitations.accept_invitation(invitation=for_managers, person=UserFactory())
    page = signed_in(manager).get(at("invitations", club))
    assert [one.pk for one in page.context["rows"] if one.serves] == [for_a_member.pk]
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refused):
        invitations.send_again(invitation=for_managers, by=manager)
    anew = invitations.invite_by_mail(organisation=club, by=manager, address="m@example.org", role=Role.MANAGER)
    assert anew.pk != for_managers.pk, "one that is dead does not bar a new one"
    person = UserFactory()
    invitations.accept_invitation(invitation=for_a_member, person=person)
    told = Notice.objects.filter(title__contains=person.public_name)
    assert [one.person for one in told] == [manager], "whoever invited answers for it no more"


def test_an_invitation_of_before_does_not_undo_what_was_decided_since(club, manager, client):
    path = link_of(club, manager)
    taken_out, demoted = (MembershipFactory(organisation=club, role=Role.MANAGER).person for _ in range(2))
    invitation = invitations.invite_by_mail(
        organisation=club, by=manager, address="autre@example.org", role=Role.MANAGER
    )
    roles.remove_member(membership=club.memberships.get(person=taken_out), by=manager)
    roles.change_role(membership=club.memberships.get(person=demoted), role=Role.MEMBER, by=manager)
    assert signed_in(taken_out).post(path, {"accept": "1"}).status_code == 404
    for person in (taken_out, demoted):
        with pytest.raises(InvitationGone):
            invitations.accept_invitation(invitation=invitation, person=person)
    assert club.memberships.managers().get().person == manager
    assert client.get(path).status_code == 200, "others may use it"
    later = link_of(club, manager)
    assert signed_in(taken_out).post(later, {"accept": "1"}).status_code == 302, "asked back"


def test_strangers_and_members_reach_nothing_that_managers_do(club, manager):
    stranger, member, elsewhere = UserFactory(), UserFactory(), ReferentFactory().person
    mine = MembershipFactory(organisation=club, person=member)
    invitation = invitations.invite_by_mail(organisation=club, by=manager, address="a@example.org")
    request = joining.ask_to_join(person=UserFactory(), organisation=club)
    posts = [
        (at("change_member", club, mine.pk), {"manager": "1"}),
        (at("change_invitation", club, invitation.pk), {"revoke": "1"}),
        (at("decide", club, request.pk), {"accept": "1"}),
        (at("close", club), {"ask": "1", "reason": "x"}),
        (at("reopen", club), {"reason": "x"}),
        (at("listed", club), {}),
    ]
    for person in (stranger, member, elsewhere):
        client = signed_in(person)
        assert {client.get(at(name, club)).status_code for name in ("people", "invitations", "requests", "life")} == {
            404
        }
        assert {client.post(path, form).status_code for path, form in posts} == {404}
        assert client.post(at("invitations", club), {"address": "z@example.org", "role": "manager"}).status_code == 404
    mine.refresh_from_db()
    assert mine.role == Role.MEMBER and club.invitations.waiting().count() == 1 and not Closure.objects.exists()
    other_club = OrganisationFactory(manager=stranger)
    path = at("change_member", other_club, mine.pk)
    assert signed_in(stranger).post(path, {"remove": "1"}).status_code == 404, "not by one's own association either"


def test_a_stranger_finds_an_association_and_asks_and_a_manager_lets_them_in(club, manager):
    person = UserFactory(public_name="Odile")
    client = signed_in(person)
    search = reverse("organisations:search")
    for words in ("cine halle", "Ciné-club", club.town):
        assert club.name in client.get(search, {"q": words}).content.decode(), words
    for words in ("ci", "", "halle lavoir"):
        assert club.name not in client.get(search, {"q": words}).content.decode(), words
    ask = reverse("organisations:ask", args=[club.slug])
    for _click in range(2):
        client.post(ask, {"message": "Je tiens la caisse le vendredi."})
    request = JoinRequest.objects.get()
    assert Notice.objects.filter(person=manager, kind="organisation-to-decide").count() == 1
    page = signed_in(manager).get(at("requests", club)).content.decode()
    assert "Je tiens la caisse" in page and person.email not in page
    assert request.organisation.name in signed_in(manager).get("/compte/").content.decode()
    decide = at("decide", club, request.pk)
    answer = signed_in(manager).post(decide, {"refuse": "1", "reason": ""})
    assert answer.status_code == 400 and "is-wrong" in answer.content.decode()
    signed_in(manager).post(decide, {"accept": "1"})
    signed_in(manager).post(decide, {"refuse": "1", "reason": "trop tard"})
    assert club.memberships.get(person=person).role == Role.MEMBER
    request.refresh_from_db()
    assert (request.state, request.decided_by) == ("accepted", manager)
    assert Notice.objects.filter(person=person, kind="organisation-news").count() == 1


def test_without_a_manager_the_referent_decides_and_a_refusal_gives_its_reason():
    club, person = OrganisationFactory(), UserFactory()
    referent = ReferentFactory(territory=club.territory).person
    request = joining.ask_to_join(person=person, organisation=club)
    assert Notice.objects.filter(person=referent, kind="organisation-to-decide").exists()
    signed_in(referent).post(at("decide", club, request.pk), {"refuse": "1", "reason": "Voyez avec le bureau."})
    assert "Voyez avec le bureau." in signed_in(person).get(reverse("organisations:list")).content.decode()
    with pytest.raises(Refused):
        joining.ask_to_join(person=person, organisation=club)


def test_one_that_hides_or_is_closed_is_neither_found_nor_asked(club, manager):
    signed_in(manager).post(at("listed", club), {})
    client = signed_in(UserFactory())
    assert club.name not in client.get(reverse("organisations:search"), {"q": "cine"}).content.decode()
    nothing = client.get(reverse("organisations:search"), {"q": "cin\0"})
    assert nothing.status_code == 200, "no database keeps that sign"
    assert client.get(reverse("organisations:ask", args=[club.slug])).status_code == 404
    assert client.get(at("organisation", club)).status_code == 404


def test_a_request_is_taken_back_by_whoever_made_it_alone(club):
    person = UserFactory()
    request = joining.ask_to_join(person=person, organisation=club)
    path = reverse("organisations:withdraw", args=[request.pk])
    assert signed_in(UserFactory()).post(path).status_code == 404
    signed_in(person).post(path)
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_the_last_manager_names_a_successor_before_leaving(club, manager):
    heir = MembershipFactory(organisation=club)
    elsewhere = MembershipFactory()
    client, leave = signed_in(manager), at("leave", club)
    for successor in ("", str(elsewhere.pk), str(club.memberships.get(person=manager).pk)):
        assert client.post(leave, {"successor": successor}).status_code == 400
    own = club.memberships.get(person=manager)
    client.post(at("change_member", club, own.pk), {"member": "1"})
    assert Membership.objects.get(pk=own.pk).role == Role.MANAGER, "nor steps down"
    client.post(leave, {"successor": str(heir.pk)})
    heir.refresh_from_db()
    assert heir.role == Role.MANAGER and not club.memberships.filter(person=manager).exists()
    assert Notice.objects.filter(person=heir.person, kind="organisation-news").exists()
    assert signed_in(manager).get(at("organisation", club)).status_code == 404
    kinds = list(club.events.order_by("at", "pk").values_list("kind", flat=True))
    assert kinds == ["became-manager", "left"]


def test_a_manager_alone_is_told_what_to_do(club, manager):
    answer = signed_in(manager).post(at("leave", club))
    assert answer.status_code == 200 and at("life", club) in answer.content.decode()
    assert club.memberships.filter(person=manager).exists()


def test_a_manager_whose_account_is_closed_answers_for_nothing(club, manager):
    heir = MembershipFactory(organisation=club)
    referent = ReferentFactory(territory=club.territory).person
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert list(Organisation.objects.without_manager()) == [club]
    client = signed_in(referent)
    assert reverse("organisations:without_manager") in client.get("/compte/").content.decode()
    assert club.name in client.get(reverse("organisations:without_manager")).content.decode()
    client.post(at("change_member", club, heir.pk), {"manager": "1"})
    heir.refresh_from_db()
    assert heir.role == Role.MANAGER and not Organisation.objects.without_manager().exists()


def test_closing_is_asked_by_a_manager_and_confirmed_by_somebody_else(club, manager):
    member, asks = MembershipFactory(organisation=club).person, JoinRequest(organisation=club, person=UserFactory())
    asks.save()
    path, close = link_of(club, manager), at("close", club)
    referent = ReferentFactory(territory=club.territory).person
    client = signed_in(manager)
    assert client.post(close, {"ask": "1", "reason": ""}).status_code == 400
    for _click in range(2):
        client.post(close, {"ask": "1", "reason": "Plus personne."})
    assert Closure.objects.count() == 1
    assert client.post(close, {"confirm": "1"}).status_code == 404, "not by whoever asked"
    assert "Plus personne." in signed_in(referent).get("/compte/").content.decode()
    signed_in(referent).post(close, {"refuse": "1", "reason": "Attendons l’assemblée."})
    assert Notice.objects.filter(person=manager, text="Attendons l’assemblée.").exists()
    client.post(close, {"ask": "1", "reason": "Plus personne."})
    client.post(close, {"withdraw": "1"})
    client.post(close, {"ask": "1", "reason": "Plus personne."})
    signed_in(referent).post(close, {"confirm": "1"})
    club.refresh_from_db()
    asks.refresh_from_db()
    assert club.closed_at and asks.state == "refused" and client.get(path).status_code == 404
    assert Notice.objects.filter(person=member, kind="organisation-news").exists()
    assert Notice.objects.filter(person=asks.person, url=reverse("organisations:list")).exists(), "an answer, too"
    assert client.get(at("people", club)).status_code == 404, "nobody manages it any more"
    assert client.get(at("organisation", club)).status_code == 200
    # the team alone opens it again
    assert signed_in(referent).post(at("reopen", club), {"reason": "x"}).status_code == 404
    signed_in(UserFactory(staff=True)).post(at("reopen", club), {"reason": "Erreur de dossier."})
    club.refresh_from_db()
    assert club.closed_at is None
    kinds = list(club.events.order_by("pk").values_list("kind", flat=True))
    asked = "closure-asked"
    assert kinds[:6] == ["invited", asked, "closure-refused", asked, "closure-withdrawn", asked]
    assert kinds[6:] == ["request-refused", "closed", "reopened"]
    assert all(state == "asked" or by for state, by in Closure.objects.values_list("state", "decided_by"))


def test_a_closed_association_gives_back_what_it_had(club, manager):
    from hosting.cloud.actions.requests import approve_request, note_account_ready
    from hosting.cloud.models import CloudAccount
    from tests.factories.hosting import CloudServerFactory, ServiceFactory, submitted

    CloudServerFactory()
    referent = ReferentFactory(territory=club.territory).person
    used = submitted(person=manager, organisation=club, service=ServiceFactory(connector="nextcloud"))
    approve_request(request=used, by=referent)
    CloudAccount.objects.update(state="active", claim="ours")
    note_account_ready(account=CloudAccount.objects.get())
    waits = submitted(person=manager, organisation=club)
    closing.ask_closure(organisation=club, by=manager, reason="Plus personne.")
    closing.confirm_closure(closure=Closure.objects.get(), by=referent)
    used.refresh_from_db()
    waits.refresh_from_db()
    assert (used.state, waits.state) == ("ended", "refused")
    assert CloudAccount.objects.get().state == "closing", "with its grace period"


def test_whoever_deletes_their_account_is_seen_to_leave_and_lets_nobody_in_afterwards(club, manager, client):
    second = MembershipFactory(organisation=club, role=Role.MANAGER).person
    path = link_of(club, second)
    departures.ask_to_leave(person=second, keep_words=True)
    assert client.get(path).status_code == 200, "a manager while it can be cancelled"
    Departure.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    departures.go_on(departure_id=Departure.objects.get().pk)
    left = club.events.get(kind="left")
    assert (left.by, left.about) == (None, None) and not User.objects.filter(pk=second.pk).exists()
    assert client.get(path).status_code == 404
    assert signed_in(manager).get(at("life", club)).status_code == 200


def test_history_is_never_rewritten(club, manager):
    from django.db import IntegrityError, transaction

    link_of(club, manager)
    event = OrganisationEvent.objects.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationEvent.objects.update(note="autre chose")
    manager_key = event.by_id
    OrganisationEvent.objects.update(by=None)
    assert manager_key == manager.pk, "people alone are taken out"


def test_an_invitation_that_is_gone_lets_nobody_in(club, manager):
    invitation, _token = invitations.invite_by_link(organisation=club, by=manager)
    invitations.accept_invitation(invitation=invitation, person=UserFactory())
    with pytest.raises(InvitationGone):
        invitations.accept_invitation(invitation=invitation, person=UserFactory())
    assert club.memberships.count() == 2


def test_the_pages_ask_as_much_for_many_as_for_few(club, manager):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counts():
        made = []
        for name in ("people", "invitations", "requests", "life"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(at(name, club)).status_code == 200
            made.append(len(queries))
        return made

    def one_more(number):
        MembershipFactory(organisation=club)
        invitations.invite_by_mail(organisation=club, by=manager, address=f"p{number}@example.org")
        JoinRequest.objects.create(organisation=club, person=UserFactory())

    client = signed_in(manager)
    one_more(0)
    client.get(at("people", club))
    few = counts()
    for number in range(1, 5):
        one_more(number)
    assert counts() == few and max(few) <= 20


def test_a_territory_above_takes_care_too_and_one_beside_does_not(manager):
    region = TerritoryFactory()
    club = OrganisationFactory(territory=TerritoryFactory(parent=region), manager=manager)
    above, beside = ReferentFactory(territory=region).person, ReferentFactory(territory=TerritoryFactory(parent=region))
    assert signed_in(above).get(at("people", club)).status_code == 200
    assert signed_in(beside.person).get(at("people", club)).status_code == 404


def test_the_pages_of_an_association_cost_the_same_for_few_and_many(club, manager):
    """As its manager reads them, who belongs to others too; and what staff read of those without anybody."""
    staff = UserFactory(staff=True)
    pages = [at(name, club) for name in ("organisation", "people", "invitations", "requests", "life", "leave")]
    mine = [*pages, reverse("organisations:list"), f"{reverse('organisations:search')}?q=club"]
    theirs = [reverse("organisations:without_manager"), reverse("organisations:delegations")]
    costs, day = [], timezone.localdate()
    for count in (2, 8):
        for number in range(count):
            member = UserFactory()
            roles.add_member(organisation=club, person=member, role=Role.MEMBER, by=manager)
            link_of(club, manager)
            joining.ask_to_join(person=UserFactory(), organisation=club)
            OrganisationFactory(manager=manager, takes_requests=True, name=f"Un autre club {count}-{number}")
            OrganisationFactory(with_members=[member])
            away = ReferentFactory()
            Delegation.objects.create(appointment=away, to=member, starts_on=day, ends_on=day, made_by=away.person)
        costs.append([queries_of(signed_in(manager), page) for page in mine])
        costs[-1] += [queries_of(signed_in(staff), page) for page in theirs]
    assert costs[0] == costs[1] and max(costs[0]) <= 20
