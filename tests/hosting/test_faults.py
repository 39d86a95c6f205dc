"""Against the sandbox process: whatever it answers, there is exactly one account in the end, and it is as wanted."""

import pytest
from django.utils import timezone

from hosting.cloud.actions import outbox, requests
from hosting.cloud.models import AccountRequest, CloudAccount, CloudServer, OutgoingChange
from portal.notifications.models import Mail
from tests.factories.hosting import submitted
from tests.factories.people import UserFactory

from .sandboxes import accounts_made

pytestmark = pytest.mark.django_db
CREATE = r"^/ocs/v2.php/cloud/users$"


@pytest.fixture
def approved(server, sandbox):
    """A request of 5 GB that was approved; its change waits."""
    return requests.approve_request(request=submitted(quota_gb=5), by=UserFactory(staff=True))


def run_until_done(tries: int = 6) -> OutgoingChange:
    """What worker and sweep do, without waiting for the clock."""
    for _ in range(tries):
        OutgoingChange.objects.update(not_before=timezone.now())
        for pk in list(OutgoingChange.objects.due().values_list("pk", flat=True)):
            outbox.run(change_id=pk)
    return OutgoingChange.objects.get()


def assert_exactly_one(sandbox, request):
    made = accounts_made(sandbox)
    account = CloudAccount.objects.get()
    assert list(made) == [account.uid]
    one = made[account.uid]
    assert (one["created"], one["deleted"]) == (1, 0)
    assert one["email"] == request.person.email
    assert one["groups"] == [f"assoc-{request.organisation_id}"]
    assert one["quota"]["quota"] == 5 * 1024**3
    assert AccountRequest.objects.get().state == "active"
    active = request.events.get(state="active")
    assert Mail.objects.filter(key__startswith=f"request-{request.pk}-step-{active.pk}-").count() == 1


def test_without_any_accident(approved, sandbox):
    assert run_until_done(1).state == "done"
    assert_exactly_one(sandbox, approved)
    account = CloudAccount.objects.get()
    assert account.limit_bytes == 5 * 1024**3 and account.seen_at


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "server-error"},
        {"kind": "server-error-after"},
        {"kind": "bad-request"},
        {"kind": "bad-request-after"},
        {"kind": "maintenance"},
        {"kind": "gateway-page"},
        {"kind": "gateway-page-after"},
        {"kind": "login-page"},
        {"kind": "garbage"},
        {"kind": "redirect"},
        {"kind": "drop"},
        {"kind": "drop-after"},
        {"kind": "interrupt-create", "step": "groups"},
        {"kind": "interrupt-create", "step": "quota"},
        {"kind": "interrupt-create", "step": "mail"},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
@pytest.mark.parametrize("times", [1, 2])
def test_an_accident_in_the_create_call(approved, sandbox, fault, times):
    sandbox.fault(**fault, method="POST", path=CREATE, times=times)
    assert run_until_done().state == "done"
    assert_exactly_one(sandbox, approved)


@pytest.mark.parametrize("kind", ["server-error", "maintenance", "gateway-page", "garbage", "drop"])
def test_an_accident_in_any_call(approved, sandbox, kind):
    sandbox.fault(kind, times=5)
    assert run_until_done(8).state == "done"
    assert_exactly_one(sandbox, approved)


def test_too_many_edits_pause_the_server(approved, sandbox):
    sandbox.fault("rate-limit", method="POST", path=CREATE)
    assert run_until_done(3).state == "waiting"
    assert accounts_made(sandbox) == {}
    CloudServer.objects.update(paused_until=None)
    run_until_done(1)
    assert_exactly_one(sandbox, approved)


def test_a_refused_password_stops_after_one_call(approved, sandbox, settings):
    settings.NEXTCLOUD_PASSWORD = "revoked"
    run_until_done(5)
    assert CloudServer.objects.get().halted_at
    assert len([one for one in sandbox.requests() if "/ocs/" in one]) <= 2
    settings.NEXTCLOUD_PASSWORD = "sandbox-bot-password"
    outbox.lift_halt(server=CloudServer.objects.get())
    run_until_done(1)
    assert_exactly_one(sandbox, approved)


def test_a_server_that_is_down_then_back(approved, sandbox_server, settings):
    settings.NEXTCLOUD_URL = "http://127.0.0.1:9"
    change = run_until_done(2)
    assert change.state == "waiting" and change.trouble
    settings.NEXTCLOUD_URL = sandbox_server.url
    run_until_done(1)
    assert_exactly_one(sandbox_server, approved)


def test_a_second_association_joins_the_same_account(approved, sandbox):
    run_until_done(1)
    second = requests.approve_request(request=submitted(person=approved.person, quota_gb=5), by=UserFactory(staff=True))
    for pk in OutgoingChange.objects.due().values_list("pk", flat=True):
        outbox.run(change_id=pk)
    (one,) = accounts_made(sandbox).values()
    assert one["groups"] == sorted(f"assoc-{request.organisation_id}" for request in (approved, second))
    assert one["created"] == 1
