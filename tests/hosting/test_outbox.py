"""The outbox: each kind of error has its own answer, and one account is worked on by one worker."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext

from hosting.cloud.actions import converging as converging_work
from hosting.cloud.actions import outbox, requests
from hosting.cloud.models import AccountRequest, CloudAccount, CloudServer, OutgoingChange
from hosting.cloud.nextcloud import errors
from hosting.cloud.tasks import sweep_outgoing_changes
from portal.notifications.models import Mail
from tests.factories.hosting import submitted
from tests.factories.people import UserFactory

from .conftest import as_wanted

pytestmark = pytest.mark.django_db
State = OutgoingChange.State


@pytest.fixture
def staff(server):
    return UserFactory(staff=True)


@pytest.fixture
def change(staff) -> OutgoingChange:
    requests.approve_request(request=submitted(wished_id="foyer", quota_gb=5), by=staff)
    return OutgoingChange.objects.select_related("account__person").get()


def seconds_to_wait(change) -> float:
    change.refresh_from_db()
    return (change.not_before - timezone.now()).total_seconds()


def test_an_approved_account_is_made_and_its_request_active(change, converging):
    asked = converging(as_wanted)
    assert outbox.run(change_id=change.pk)
    (wanted, claim) = asked[0]
    request = AccountRequest.objects.get()
    assert claim == "none"
    assert wanted.email == change.account.person.email
    assert wanted.quota == 5 * 1024**3
    assert [group.id for group in wanted.groups] == [f"assoc-{request.organisation_id}"]
    account = CloudAccount.objects.get()
    assert (account.state, account.claim, account.lease_token) == ("active", "ours", "")
    assert [event.state for event in request.events.all()] == ["submitted", "approved", "provisioning", "active"]
    assert Mail.objects.filter(person=request.person, subject__contains=request.service.name).count() == 1


def test_a_change_that_is_done_is_not_done_again(change, converging):
    asked = converging(as_wanted)
    outbox.run(change_id=change.pk)
    assert not outbox.run(change_id=change.pk)
    assert len(asked) == 1


def test_the_attempt_is_committed_before_the_account_is_created(change, converging):
    def die(wanted):
        raise KeyboardInterrupt

    converging(die)
    with pytest.raises(KeyboardInterrupt):
        outbox.run(change_id=change.pk)
    assert CloudAccount.objects.get().claim == "tried"


def test_while_one_worker_holds_the_account_no_other_touches_it(change, converging):
    asked = converging(as_wanted)
    assert outbox._claim(change.pk, "first")
    assert not outbox.run(change_id=change.pk)
    assert not asked
    CloudAccount.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert outbox.run(change_id=change.pk), "the lease of a dead worker runs out"


def test_a_worker_that_lost_its_lease_writes_nothing(change, converging):
    def lose(wanted):
        CloudAccount.objects.update(lease_token="someone else")
        return as_wanted(wanted)

    converging(lose)
    assert not outbox.run(change_id=change.pk)
    assert CloudAccount.objects.get().state == "wanted"
    assert AccountRequest.objects.get().state == "provisioning"


def test_before_each_call_the_lease_is_renewed_or_the_worker_stops(change):
    claimed = outbox._claim(change.pk, "mine")
    CloudAccount.objects.update(lease_until=timezone.now() + timedelta(seconds=2))
    outbox.renew(claimed.account, "mine")
    assert CloudAccount.objects.get().lease_until > timezone.now() + timedelta(seconds=30)
    with pytest.raises(outbox.LeaseLost):
        outbox.renew(claimed.account, "not mine")


@pytest.mark.parametrize("error", [errors.Unreachable("no"), errors.Maintenance("later"), errors.BackendFailed("no")])
def test_a_server_that_is_away_is_waited_for_as_long_as_it_takes(change, converging, error):
    converging(error)
    for _ in range(outbox.GIVE_UP_AFTER * 2):
        OutgoingChange.objects.update(not_before=timezone.now())
        assert not outbox.run(change_id=change.pk)
    assert 0 < seconds_to_wait(change) <= outbox.LONGEST_WAIT * 1.5
    assert change.state == State.WAITING
    assert change.trouble
    assert AccountRequest.objects.get().state == "provisioning"


def test_the_account_appears_when_the_server_is_back(change, converging):
    converging(errors.Unreachable("no"))
    outbox.run(change_id=change.pk)
    converging(as_wanted)
    assert sweep_outgoing_changes() == 0, "not before its time"
    OutgoingChange.objects.update(not_before=timezone.now())
    assert outbox.run(change_id=change.pk)
    change.refresh_from_db()
    assert (change.state, change.trouble) == (State.DONE, "")


def test_waits_differ_so_that_not_all_come_back_at_once():
    assert len({round(outbox._backoff(5), 3) for _ in range(20)}) > 10


def test_the_first_refused_credential_stops_the_queue_and_tells_staff_once(change, converging, staff):
    asked = converging(errors.CredentialsRefused("401"))
    outbox.run(change_id=change.pk)
    server = CloudServer.objects.get()
    assert server.halted_at and server.trouble
    assert not outbox.run(change_id=change.pk)
    assert len(asked) == 1, "nothing more is sent"
    assert sweep_outgoing_changes() == 0
    assert Mail.objects.filter(person=staff, key__contains="halted").count() == 1


def test_staff_lift_the_stop_and_the_queue_goes_on(change, converging):
    converging(errors.CredentialsRefused("401"), as_wanted)
    outbox.run(change_id=change.pk)
    outbox.lift_halt(server=CloudServer.objects.get())
    assert outbox.run(change_id=change.pk)


def test_too_many_edits_pause_the_whole_server_for_ten_minutes(change, converging, staff):
    requests.approve_request(request=submitted(), by=staff)
    other = OutgoingChange.objects.exclude(pk=change.pk).get()
    asked = converging(errors.EditLimitReached())
    outbox.run(change_id=change.pk)
    assert 590 < seconds_to_wait(change) <= 600
    assert not outbox.run(change_id=other.pk)
    assert len(asked) == 1
    CloudServer.objects.update(paused_until=timezone.now())
    converging(as_wanted)
    assert outbox.run(change_id=other.pk)


@pytest.mark.parametrize("error", [errors.InvalidValue("quota"), errors.Conflict("x"), errors.ReservedAccount("x")])
def test_what_never_works_fails_at_once_in_words_and_staff_are_told(change, converging, staff, error):
    converging(error)
    outbox.run(change_id=change.pk)
    change.refresh_from_db()
    assert change.state == State.FAILED
    assert type(error).__name__ not in change.trouble and change.trouble
    assert CloudAccount.objects.get().state == "failed"
    assert Mail.objects.filter(person=staff, key__contains="failed").count() == 1


def test_an_unclear_answer_is_tried_again_but_not_for_ever(change, converging):
    converging(errors.ServerFailed("500"))
    for _ in range(outbox.GIVE_UP_AFTER):
        outbox.run(change_id=change.pk)
        assert seconds_to_wait(change) > 0
        assert change.state == State.WAITING
        OutgoingChange.objects.update(not_before=timezone.now())
    outbox.run(change_id=change.pk)
    change.refresh_from_db()
    assert change.state == State.FAILED


def test_a_fault_of_ours_is_tried_again_and_told_never_left_in_silence(change, converging, staff):
    converging(KeyError("x"))
    for _ in range(outbox.GIVE_UP_AFTER + 1):
        OutgoingChange.objects.update(not_before=timezone.now())
        outbox.run(change_id=change.pk)
    change.refresh_from_db()
    assert change.state == State.FAILED and "KeyError" in change.technical_error
    assert Mail.objects.filter(person=staff, key__contains="failed").count() == 1


def test_staff_try_a_failed_change_again(change, converging):
    converging(errors.Conflict("x"), as_wanted)
    outbox.run(change_id=change.pk)
    change.refresh_from_db()
    outbox.retry(change=change)
    assert outbox.run(change_id=change.pk)
    assert CloudAccount.objects.get().state == "active"


def test_a_new_wish_takes_up_what_was_given_up(change, converging):
    converging(errors.Conflict("x"), as_wanted)
    outbox.run(change_id=change.pk)
    assert outbox.want(account=change.account, payload={}) == change, "no second row, of which one would fail for ever"
    assert outbox.run(change_id=change.pk)


def test_what_is_wanted_while_a_worker_is_at_it_is_done_afterwards(change, converging):
    def want_more(wanted):
        outbox.want(account=CloudAccount.objects.get(), payload={})
        return as_wanted(wanted)

    asked = converging(want_more, as_wanted)
    outbox.run(change_id=change.pk)
    change.refresh_from_db()
    assert change.state == State.WAITING
    assert outbox.run(change_id=change.pk)
    assert [claim for _wanted, claim in asked] == ["none", "ours"]


def test_a_second_association_is_ready_only_once_its_group_exists(change, converging, staff):
    """Approved while a worker is at the account: its mail waits for the round that makes its group."""
    person = change.account.person

    def approve_meanwhile(wanted):
        requests.approve_request(request=submitted(person=person), by=staff)
        return as_wanted(wanted)

    asked = converging(approve_meanwhile, as_wanted)
    outbox.run(change_id=change.pk)
    second = AccountRequest.objects.latest("pk")
    assert second.state == AccountRequest.State.APPROVED
    assert not Mail.objects.filter(person=person, text__contains=second.organisation_name, key__contains="active")
    assert not AccountRequest.objects.filter(state=AccountRequest.State.ACTIVE).exists()
    assert outbox.run(change_id=change.pk)
    assert [len(wanted.groups) for wanted, _claim in asked] == [1, 2]
    assert set(AccountRequest.objects.values_list("state", flat=True)) == {AccountRequest.State.ACTIVE}


PASSWORD_MAIL = "The server sends you a mail of its own, with a link to choose your password."


def ready_mail_of(request) -> str:
    (event,) = request.events.filter(state=AccountRequest.State.ACTIVE)
    return Mail.objects.get(key=f"request-{request.pk}-step-{event.pk}-to-{request.person_id}").text


def test_only_a_new_account_brings_a_mail_to_choose_a_password(change, converging, staff):
    from hosting.cloud.trail import trail_of

    def next_step(request) -> str:
        return trail_of(request, list(request.events.all()))["steps"][-1]["line"]

    first = AccountRequest.objects.select_related("service", "account").get()
    requests.note_work_begun(account=change.account)
    first.refresh_from_db()
    assert next_step(first)
    converging(as_wanted)
    outbox.run(change_id=change.pk)
    assert gettext(PASSWORD_MAIL) in ready_mail_of(first)
    second = requests.approve_request(request=submitted(person=first.person), by=staff)
    requests.note_work_begun(account=change.account)
    second.refresh_from_db()
    assert not next_step(second)
    outbox.run(change_id=OutgoingChange.objects.latest("pk").pk)
    text = ready_mail_of(second)
    assert gettext(PASSWORD_MAIL) not in text and change.account.uid in text


def test_a_linked_account_brings_no_mail_to_choose_a_password(server, staff, converging):
    person = UserFactory()
    CloudAccount.objects.create(
        server=server, person=person, uid="camille.roche", origin="linked", claim="ours", state="active"
    )
    request = requests.approve_request(request=submitted(person=person), by=staff)
    converging(as_wanted)
    assert outbox.run(change_id=OutgoingChange.objects.get().pk)
    assert gettext(PASSWORD_MAIL) not in ready_mail_of(request)


def test_a_server_without_credentials_in_the_environment_stops_its_queue_in_words(change, staff):
    CloudServer.objects.update(key="laval")
    assert not outbox.run(change_id=change.pk)
    change.refresh_from_db()
    server = CloudServer.objects.get()
    assert server.halted_at and server.trouble
    assert change.state == State.WAITING and "NEXTCLOUD_LAVAL_USER" in change.technical_error
    assert CloudAccount.objects.get().lease_token == ""
    assert Mail.objects.filter(person=staff, key__contains="halted").count() == 1


def test_an_account_that_an_administrator_disabled_stays_disabled(change, converging):
    from dataclasses import replace

    asked = converging(lambda wanted: replace(as_wanted(wanted), enabled=False))
    outbox.run(change_id=change.pk)
    account = CloudAccount.objects.get()
    assert (account.state, account.open_there, account.is_shut) == ("active", False, True)
    outbox.run(change_id=outbox.want(account=account, payload={}).pk)
    assert [wanted.enabled for wanted, _claim in asked] == [None, None]


def test_an_account_that_the_portal_suspended_is_kept_closed(change, converging):
    CloudAccount.objects.update(state="suspended")
    asked = converging(as_wanted)
    outbox.run(change_id=change.pk)
    assert asked[0][0].enabled is False
    assert CloudAccount.objects.get().state == "suspended"


def test_an_account_that_somebody_deleted_over_there_is_not_made_anew(change, converging, monkeypatch):
    converging(as_wanted)
    outbox.run(change_id=change.pk)
    again = outbox.want(account=CloudAccount.objects.get(), payload={})

    def converge(client, wanted, *, claim, before_create, **_):
        before_create()

    monkeypatch.setattr(converging_work, "converge_account", converge)
    outbox.run(change_id=again.pk)
    again.refresh_from_db()
    assert again.state == State.FAILED


def test_a_linked_account_keeps_its_owners_name_address_and_space(server, staff, converging):
    person = UserFactory()
    account = CloudAccount.objects.create(
        server=server, person=person, uid="camille.roche", origin="linked", claim="ours", state="active"
    )
    requests.approve_request(request=submitted(person=person), by=staff)
    wanted = converging_work.wanted_of(account)
    assert (wanted.display_name, wanted.email, wanted.quota) == (None, None, None)
    assert len(wanted.groups) == 1


def test_the_sweep_finds_what_the_queue_forgot(change, monkeypatch):
    from hosting.cloud import tasks

    queued = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, pk: queued.append(pk))
    assert sweep_outgoing_changes() == 1
    assert queued == [change.pk]
