"""The life of an account on a real sandbox: shut, opened, enlarged, closed after its grace period, deleted, drifted."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.organisations.actions import roles
from accounts.organisations.importing import plan_import, write_import
from hosting.cloud import tasks
from hosting.cloud.actions import life, outbox, requests, watching
from hosting.cloud.connection import client_for
from hosting.cloud.models import AccountRequest, CloudAccount, CloudServer, OutgoingChange, TeamFolder
from hosting.cloud.models.requests import GIGABYTE
from portal.notifications.models import Mail
from tests.factories.hosting import ServiceFactory, submitted
from tests.factories.organisations import MembershipFactory, OrganisationFactory, ReferentFactory, TerritoryFactory
from tests.factories.people import UserFactory, signed_in

from .sandboxes import accounts_made

pytestmark = pytest.mark.django_db
State = CloudAccount.State


@pytest.fixture
def mayenne(server):
    return TerritoryFactory(code="53", name="Mayenne")


@pytest.fixture
def referent(mayenne):
    return ReferentFactory(territory=mayenne, title="Tête de mission").person


@pytest.fixture
def account(sandbox, mayenne, referent):
    request = submitted(organisation=OrganisationFactory(name="Foyer rural", territory=mayenne), quota_gb=5)
    account = requests.approve_request(request=request, by=referent).account
    work()
    account.refresh_from_db()
    return account


def work() -> None:
    """What worker and sweep do, without waiting for the clock."""
    OutgoingChange.objects.filter(state="waiting").update(not_before=timezone.now())
    for pk in list(OutgoingChange.objects.due().values_list("pk", flat=True)):
        outbox.run(change_id=pk)


def go_round(server) -> None:
    """What the tasks of a night do."""
    watching.begin_round(server=server)
    while watching.look_through(server=CloudServer.objects.get(pk=server.pk)):
        pass


def there(sandbox, account) -> dict | None:
    return accounts_made(sandbox).get(account.uid)


def end_of_grace(account) -> None:
    CloudAccount.objects.filter(pk=account.pk).update(delete_after=timezone.now() - timedelta(minutes=1))


def test_suspended_is_shut_there_and_opened_again(account, referent, sandbox):
    life.suspend(account=account, by=referent, note="Mot de passe partagé sur un forum.")
    work()
    assert not there(sandbox, account)["enabled"]
    account.refresh_from_db()
    assert account.is_shut
    life.resume(account=account, by=referent)
    account.refresh_from_db()
    assert not account.is_shut, "its owner has been told that it is open, though the server has still to be"
    work()
    account.refresh_from_db()
    assert there(sandbox, account)["enabled"] and not account.is_shut and not account.reopen
    said = Mail.objects.filter(key__startswith=f"account-{account.pk}-step-").order_by("pk")
    assert len(said) == 2 and "Mot de passe partagé" in said[0].text and "Tête de mission, Mayenne" in said[0].text
    assert [event.kind for event in account.events.all()] == ["ready", "suspended", "resumed"]


def test_more_space_reaches_the_server(account, referent, sandbox):
    life.grant_space(account=account, by=referent, gigabytes=20)
    work()
    assert there(sandbox, account)["quota"]["quota"] == 20 * 1024**3
    assert account.events.last().space_bytes == 20 * 1024**3


def test_only_who_looks_after_every_territory_that_uses_it_may_act(account, referent):
    elsewhere = ReferentFactory(territory=TerritoryFactory(code="44", name="Loire-Atlantique")).person
    for stranger in (UserFactory(), elsewhere, account.person):
        for act in (life.suspend, life.close, life.grant_space):
            if act is life.close and stranger == account.person:
                continue
            values = {"gigabytes": 50} if act is life.grant_space else {}
            with pytest.raises(PermissionDenied):
                act(account=account, by=stranger, note="x", **values)
    other = OrganisationFactory(territory=elsewhere.appointments.get().territory)
    requests.approve_request(request=submitted(person=account.person, organisation=other), by=elsewhere)
    with pytest.raises(PermissionDenied):
        life.suspend(account=account, by=referent, note="x")
    life.suspend(account=account, by=UserFactory(staff=True), note="x")


def test_a_closed_account_is_reminded_of_then_deleted_with_its_requests(account, sandbox):
    life.close(account=account, by=account.person)
    with pytest.raises(requests.WrongState):
        life.close(account=account, by=account.person)
    for day in (20, 24, 25, 29.5):
        assert life.tend(timezone.now() + timedelta(days=day)) == 0
    assert Mail.objects.filter(key__contains="-closing-").count() == 2, "a week before and a day before, once each"
    assert there(sandbox, account) is not None
    end_of_grace(account)
    assert tasks.tend_accounts() == 1
    work()
    account.refresh_from_db()
    assert (account.state, account.delete_after, there(sandbox, account)) == (State.DELETED, None, None)
    request = AccountRequest.objects.get()
    assert request.state == "ended" and account.events.last().kind == "deleted"
    assert tasks.tend_accounts() == 0 and not OutgoingChange.objects.unfinished().exists()
    again = submitted(person=account.person, organisation=request.organisation)
    renewed = requests.approve_request(request=again, by=UserFactory(staff=True)).account
    assert renewed.uid != account.uid, "an id never serves twice"


def test_whoever_closed_it_may_keep_it_until_the_last_day(account, referent, sandbox):
    life.close(account=account, by=account.person)
    life.keep(account=account, by=account.person)
    account.refresh_from_db()
    assert (account.state, account.delete_after) == (State.ACTIVE, None)
    life.suspend(account=account, by=referent, note="x")
    life.close(account=account, by=referent, note="x")
    with pytest.raises(PermissionDenied):
        life.keep(account=account, by=account.person)
    life.keep(account=account, by=referent)
    account.refresh_from_db()
    assert account.state == State.SUSPENDED, "what was shut before is shut again"
    life.close(account=account, by=referent, note="x")
    end_of_grace(account)
    with pytest.raises(requests.WrongState):
        life.keep(account=account, by=referent)


@pytest.mark.parametrize("fault", ["server-error", "server-error-after", "drop-after", "maintenance"])
def test_a_deletion_that_the_server_answers_badly_is_done_once_in_the_end(account, sandbox, fault):
    life.close(account=account, by=None, days=0)
    sandbox.fault(fault, method="DELETE", path=r"/cloud/users/[^/]+$", times=1)
    for _ in range(3):
        work()
    assert there(sandbox, account) is None
    assert CloudAccount.objects.get().state == State.DELETED
    told = Mail.objects.filter(key__startswith=f"account-{account.pk}-step-")
    assert told.count() == 2, "closing and deleted, once each"


def test_the_last_association_to_leave_closes_the_account_and_one_of_two_only_its_group(account, referent, sandbox):
    first = AccountRequest.objects.get()
    other = OrganisationFactory(territory=first.territory)
    second = requests.approve_request(request=submitted(person=account.person, organisation=other), by=referent)
    work()
    assert len(there(sandbox, account)["groups"]) == 2
    with pytest.raises(PermissionDenied):
        requests.end_request(request=first, by=UserFactory())
    requests.end_request(request=first, by=account.person)
    work()
    assert there(sandbox, account)["groups"] == [f"assoc-{other.pk}"]
    requests.end_request(request=second, by=referent, note="Dissolution")
    account.refresh_from_db()
    assert account.state == State.CLOSING
    third = requests.approve_request(request=submitted(person=account.person, organisation=other), by=referent)
    account.refresh_from_db()
    assert (third.account, account.state) == (account, State.ACTIVE), "needed again: it stays"


def test_whoever_leaves_an_association_leaves_its_group_and_takes_their_requests_back(account, sandbox, referent):
    person, organisation = account.person, AccountRequest.objects.get().organisation
    waiting = submitted(person=person, organisation=organisation, reason="Encore")
    roles.leave(organisation=organisation, person=person)
    work()
    account.refresh_from_db()
    assert there(sandbox, account)["groups"] == [] and account.state == State.ACTIVE, "the account is not taken away"
    assert AccountRequest.objects.get(pk=waiting.pk).state == AccountRequest.State.CANCELLED
    roles.add_member(organisation=organisation, person=person, role="member", by=referent)
    work()
    assert there(sandbox, account)["groups"] == [f"assoc-{organisation.pk}"], "back again"


def test_whoever_comes_back_by_an_import_is_back_in_the_group(account, sandbox, mayenne):
    person, organisation = account.person, AccountRequest.objects.get().organisation
    roles.leave(organisation=organisation, person=person)
    work()
    assert there(sandbox, account)["groups"] == []
    file = f"association;identifiant;territoire;adresse\n{organisation.name};{organisation.slug};53;{person.email}\n"
    write_import(plan=plan_import(file.encode()))
    work()
    assert there(sandbox, account)["groups"] == [f"assoc-{organisation.pk}"]


def test_whoever_left_neither_ends_what_all_share_nor_sees_how_full_it_is(account, referent, client):
    person, own = account.person, AccountRequest.objects.get()
    shared = submitted(person=person, organisation=own.organisation, service=ServiceFactory(connector=""))
    requests.approve_request(request=shared, by=referent)
    requests.fulfil_by_hand(request=shared, by=UserFactory(staff=True), note="Adresse : foyer@listes.example.org")
    TeamFolder.objects.create(
        organisation=own.organisation, server=account.server, mount_point="Foyer", quota_bytes=GIGABYTE
    )
    client.force_login(person)
    end = reverse("cloud:end_request", args=[shared.number])
    assert client.get(end).status_code == 200 and client.get(own.get_absolute_url()).context["folder"]
    roles.leave(organisation=own.organisation, person=person)
    assert client.post(end, {"note": "Fini."}).status_code == 403
    page = client.get(shared.get_absolute_url())
    assert end not in page.text and page.context["folder"] is None
    assert [event.by for event in page.context["notes"]] == [], "what is said there is no longer for them"
    assert client.get(own.get_absolute_url()).context["folder"] is None
    assert client.get(reverse("cloud:end_request", args=[own.number])).status_code == 200, "one's own account remains"
    shared.refresh_from_db()
    assert shared.state == AccountRequest.State.ACTIVE


def test_whoever_is_taken_out_leaves_the_group_of_an_account_that_is_being_closed_too(account, referent, sandbox):
    """The days to take one's files along are no days among the association's files."""
    request = AccountRequest.objects.get()
    manager = MembershipFactory(organisation=request.organisation, role="manager").person
    life.close(account=account, by=account.person)
    work()
    assert there(sandbox, account)["groups"] == [f"assoc-{request.organisation_id}"]
    roles.remove_member(membership=request.organisation.memberships.get(person=account.person), by=manager)
    work()
    account.refresh_from_db()
    assert (there(sandbox, account)["groups"], account.state) == ([], State.CLOSING)


def test_what_was_given_back_leaves_the_group_at_once_and_does_not_count_as_drift(account, referent, sandbox, server):
    request = AccountRequest.objects.get()
    manager = MembershipFactory(organisation=request.organisation, role="manager").person
    requests.approve_request(
        request=submitted(person=manager, organisation=request.organisation, folder_gb=10), by=referent
    )
    requests.end_request(request=request, by=manager)
    work()
    assert there(sandbox, account)["groups"] == [], "others of the association still share its space"
    tasks.look_at_accounts(server.pk)
    account.refresh_from_db()
    assert (account.state, account.drift) == (State.CLOSING, [])


def test_an_account_that_somebody_else_shut_is_not_opened_by_a_request_in_another_territory(account, referent, sandbox):
    life.suspend(account=account, by=referent, note="Mot de passe partagé.")
    life.close(account=account, by=account.person)
    elsewhere = ReferentFactory(territory=TerritoryFactory(code="44"))
    other = OrganisationFactory(territory=elsewhere.territory)
    requests.approve_request(request=submitted(person=account.person, organisation=other), by=elsewhere.person)
    work()
    account.refresh_from_db()
    assert (account.state, account.delete_after) == (State.SUSPENDED, None)
    assert not there(sandbox, account)["enabled"]
    life.close(account=account, by=account.person)
    staff = UserFactory(staff=True)
    again = submitted(person=account.person, organisation=other, reason="Encore")
    requests.approve_request(request=again, by=staff)
    account.refresh_from_db()
    assert account.state == State.ACTIVE, "whoever may open it does, by approving"


def test_an_account_here_that_the_team_closes_shuts_the_one_there_until_it_is_opened_again(account, sandbox, referent):
    person = account.person
    waiting = submitted(person=person, organisation=AccountRequest.objects.get().organisation, reason="Encore")
    person.is_active = False
    person.save()
    work()
    account.refresh_from_db()
    assert account.state == State.SUSPENDED and not there(sandbox, account)["enabled"]
    with pytest.raises(requests.PersonGone):
        requests.approve_request(request=waiting, by=referent)
    page = signed_in(referent).get(reverse("cloud:desk_request", args=[waiting.pk])).text
    assert 'value="refuse"' in page and 'value="approve"' not in page
    person.is_active = True
    person.save()
    work()
    account.refresh_from_db()
    assert account.state == State.ACTIVE and there(sandbox, account)["enabled"]
    life.suspend(account=account, by=referent, note="x")
    for is_active in (False, True):
        person.is_active = is_active
        person.save()
    account.refresh_from_db()
    assert account.state == State.SUSPENDED, "what the desk shut, the desk opens"


def test_a_referent_no_longer_sees_an_account_that_is_used_elsewhere_alone(account, referent, sandbox):
    first = AccountRequest.objects.get()
    other = OrganisationFactory(territory=TerritoryFactory(code="44"))
    requests.approve_request(request=submitted(person=account.person, organisation=other), by=UserFactory(staff=True))
    client, page = signed_in(referent), f"/territoire/comptes/{account.pk}/"
    asked = reverse("cloud:desk_request", args=[first.pk])
    assert client.get(page).status_code == 200 and page in client.get(asked).text
    requests.end_request(request=first, by=account.person)
    assert client.get(page).status_code == 404 and account.uid not in client.get("/territoire/comptes/").text
    shown = client.get(asked)
    assert shown.status_code == 200 and page not in shown.text, "no way to a page that is closed"
    AccountRequest.objects.filter(account=account).exclude(pk=first.pk).update(state="ended")
    assert client.get(page).status_code == 200, "nobody uses it: it is looked after where it was used"


def test_one_that_was_never_tried_is_not_made_for_the_sake_of_deleting_it(server):
    fresh = requests.approve_request(request=submitted(), by=UserFactory(staff=True)).account
    life.close(account=fresh, by=None, days=0)
    assert [one.kind for one in fresh.changes.unfinished()] == [OutgoingChange.Kind.DELETE]


def test_no_account_is_made_for_an_association_that_was_left_before_it_was(sandbox, mayenne, referent):
    here, elsewhere = (OrganisationFactory(territory=mayenne, manager=UserFactory()) for _ in range(2))
    alone, both = UserFactory(), UserFactory()
    for person, organisation in ((alone, here), (both, here), (both, elsewhere)):
        asked = submitted(person=person, organisation=organisation, reason=organisation.name)
        requests.approve_request(request=asked, by=referent)
    for person in (alone, both):
        roles.leave(organisation=here, person=person)
    work()
    work()
    made = accounts_made(sandbox)
    assert [one["groups"] for one in made.values()] == [[f"assoc-{elsewhere.pk}"]]
    assert set(here.requests.values_list("state", flat=True)) == {"ended"}
    assert CloudAccount.objects.get(person=alone).state == State.DELETED


def test_the_nightly_round_reads_figures_and_reports_drift_and_changes_nothing(account, sandbox, server):
    ours = f"assoc-{AccountRequest.objects.get().organisation_id}"
    sandbox.control("POST", "used", {"id": account.uid, "bytes": int(4.2 * 1024**3)})
    with client_for(server) as client:
        client.create_group("assoc-999", "Une autre")
        client.add_to_group(account.uid, "assoc-999")
        client.remove_from_group(account.uid, ours)
    tasks.look_at_servers()
    tasks.look_at_accounts(server.pk)
    account.refresh_from_db()
    assert account.percent_used == 84
    assert set(account.drift) == {f"-{ours}", "+assoc-999"}
    assert there(sandbox, account)["groups"] == ["assoc-999"]
    go_round(server)
    assert Mail.objects.filter(key__contains="-space-80-").count() == 1
    staff = signed_in(UserFactory(staff=True, is_superuser=True))
    assert "assoc-999" in staff.get("/cms/cloud/queue/").content.decode()
    staff.post(f"/cms/cloud/queue/accounts/{account.pk}/repair/")
    work()
    account.refresh_from_db()
    assert account.drift == [] and there(sandbox, account)["groups"] == [ours]
    server = CloudServer.objects.get()
    assert server.answered and server.version.startswith("32.")


def test_one_that_vanished_is_said_and_a_refused_credential_stops_the_round(account, sandbox, server, settings):
    with client_for(server) as client:
        client.delete_account(account.uid)
    go_round(server)
    account.refresh_from_db()
    assert account.is_gone
    settings.NEXTCLOUD_PASSWORD = "wrong"
    go_round(server)
    assert CloudServer.objects.get().halted_at
    assert not tasks.sweep_rounds()


def another(account, number: int) -> CloudAccount:
    """Of the same association, as it would stand there after its creation."""
    person = UserFactory()
    return CloudAccount.objects.create(
        person=person, server=account.server, uid=f"autre-{number}", claim="ours", state=State.ACTIVE
    )


def not_seen_since(began) -> list[str]:
    return list(CloudAccount.objects.exclude(seen_at__gte=began).order_by("pk").values_list("uid", flat=True))


def test_one_that_cannot_be_read_leaves_the_others_their_turn(account, sandbox, server):
    others = [another(account, number) for number in range(3)]
    sandbox.fault("server-error", method="GET", path=f"/users/{others[0].uid}", times=100)
    began = timezone.now()
    go_round(server)
    assert not_seen_since(began) == [others[0].uid]
    assert CloudServer.objects.get().round_after is None, "at its end"


def test_a_round_that_was_killed_or_lost_goes_on_where_it_was(account, sandbox, server, monkeypatch):
    others = [another(account, number) for number in range(3)]
    look, began = watching._look_at_account, timezone.now()
    monkeypatch.setattr(watching, "PART", 1)

    def killed_at(client, one):
        if one == others[1]:
            raise KeyboardInterrupt  # as SIGKILL: no handler of the program sees it
        look(client, one)

    monkeypatch.setattr(watching, "_look_at_account", killed_at)
    with pytest.raises(KeyboardInterrupt):
        go_round(server)
    monkeypatch.setattr(watching, "_look_at_account", look)
    assert not_seen_since(began) == [one.uid for one in others[1:]]
    assert tasks.sweep_rounds() == 0, "it may be under way"
    CloudServer.objects.update(round_at=timezone.now() - timedelta(minutes=11))
    assert tasks.sweep_rounds() == 1
    CloudAccount.objects.filter(pk=account.pk).update(seen_at=None)
    go_round(server)
    assert not_seen_since(began) == [account.uid], "nobody had two turns"
    assert CloudServer.objects.get().round_after is None and tasks.sweep_rounds() == 0


def test_a_server_that_goes_away_is_left_alone_and_the_round_goes_on_later(account, sandbox, server):
    sandbox.fault("maintenance", method="GET", path="/users/", times=1)
    began = timezone.now()
    go_round(server)
    assert not_seen_since(began) == [account.uid]
    CloudServer.objects.update(round_at=timezone.now() - timedelta(minutes=11))
    assert tasks.sweep_rounds() == 1
    go_round(server)
    assert not_seen_since(began) == []


def test_history_and_last_day_are_guarded_by_the_database(account):
    event = account.events.get()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cloud_accountevent SET note = 'x'")
    with pytest.raises(IntegrityError), transaction.atomic():
        CloudAccount.objects.filter(pk=account.pk).update(state=State.CLOSING)


def test_the_pages_lead_through_it_in_each_role(account, referent):
    owner, desk, stranger = signed_in(account.person), signed_in(referent), signed_in(UserFactory())
    close, keep = f"/compte/cloud/{account.pk}/fermer/", f"/compte/cloud/{account.pk}/garder/"
    page = f"/territoire/comptes/{account.pk}/"
    assert [one.get(close).status_code for one in (owner, desk, stranger)] == [200, 404, 404]
    assert [one.get(page).status_code for one in (owner, desk, stranger)] == [403, 200, 403]
    assert owner.post(close, {"note": "Je pars"}).status_code == 400, "unticked"
    assert owner.post(close, {"sure": "on", "note": "Je pars"}).status_code == 302
    shown = owner.get("/compte/cloud/").content.decode()
    assert keep in shown
    assert "Je pars" not in desk.get("/territoire/comptes/?show=closing&q=\x00" + account.uid[:6]).content.decode()
    assert account.uid in desk.get("/territoire/comptes/?show=closing").content.decode()
    assert stranger.post(keep).status_code == 404
    owner.post(keep)
    assert desk.post(page, {"act": "suspend", "note": " "}).status_code == 400
    assert desk.post(page, {"act": "space", "gigabytes": "0"}).status_code == 400
    desk.post(page, {"act": "suspend", "note": "Usage commercial"})
    desk.post(page, {"act": "suspend", "note": "Usage commercial"})
    account.refresh_from_db()
    assert account.state == State.SUSPENDED
    assert [event.kind for event in account.events.all()] == ["ready", "closing", "kept", "suspended"]
    ending = f"/compte/cloud/demandes/{AccountRequest.objects.get().pk}/rendre/"
    assert [one.get(ending).status_code for one in (owner, desk, stranger)] == [200, 200, 404]
    desk.post(ending, {"sure": "on"})
    assert AccountRequest.objects.get().state == "ended"
