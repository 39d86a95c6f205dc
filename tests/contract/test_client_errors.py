"""Every error class, met over real HTTP: the sandbox is given the state or the accident that causes it."""

from __future__ import annotations

import contextlib
import inspect
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from hosting.cloud.nextcloud import GrantedLogin, LoginFlow, NextcloudClient, errors
from hosting.cloud.nextcloud.classify import Answer, error_for
from hosting.cloud.nextcloud.errors import Kind

from .sandbox_process import PASSWORDS, SandboxProcess

PASSWORD = "Corr3ct-Horse-Battery"


def ocs(code: int, message: str = "") -> dict[str, Any]:
    return {"ocs": {"meta": {"status": "failure", "statuscode": code, "message": message}, "data": []}}


def test_wrong_credentials_stop_the_queue_then_lock_the_address(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    with NextcloudClient(sandbox.url, "portalbot", "wrong") as stranger:
        for _ in range(11):
            with pytest.raises(errors.CredentialsRefused) as refused:
                stranger.get_account("ncadmin")
    assert refused.value.kind is Kind.STOP
    with pytest.raises(errors.AddressLocked) as locked:
        bot.list_groups()  # the right password, from the locked address
    assert locked.value.kind is Kind.STOP and locked.value.retry_after == 1800
    sandbox.control("POST", "forget-failures")
    assert bot.list_groups()


def test_a_disabled_account_is_refused(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    bot.create_account("dominique-x", password=PASSWORD)
    bot.disable_account("dominique-x")
    with (
        NextcloudClient(sandbox.url, "dominique-x", PASSWORD) as gone,
        pytest.raises(errors.CredentialsRefused),
    ):
        gone.capabilities()


def test_a_plain_account_is_forbidden_and_sees_nobody(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    bot.create_account("dominique-x", password=PASSWORD)
    with NextcloudClient(sandbox.url, "dominique-x", PASSWORD) as plain:
        with pytest.raises(errors.Forbidden) as caught:
            list(plain.list_accounts())
        with pytest.raises(errors.NotVisible):
            plain.get_account("ncadmin")
    assert caught.value.kind is Kind.ALERT


def test_the_service_account_does_not_see_administrators(bot: NextcloudClient) -> None:
    with pytest.raises(errors.NotVisible) as caught:
        bot.get_account("ncadmin")
    assert caught.value.kind is Kind.CONFLICT
    with pytest.raises(errors.NotFound):
        bot.edit_account("ncadmin", "email", "x@example.org")
    with pytest.raises(errors.NotFound):
        bot.disable_account("ncadmin")


def test_the_fifty_first_edit_asks_for_ten_minutes(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    bot.create_account("dominique-x", password=PASSWORD)
    for number in range(50):
        bot.edit_account("dominique-x", "displayname", f"Dominique {number}")
    with pytest.raises(errors.EditLimitReached) as caught:
        bot.set_quota("dominique-x", 1024**3)
    assert caught.value.kind is Kind.RATE_LIMITED and caught.value.retry_after == 600
    bot.create_group("assoc-still")  # other calls go on
    sandbox.control("POST", "forget-edits")
    bot.set_quota("dominique-x", 1024**3)


def test_maintenance_is_named_and_status_still_answers(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    sandbox.control("POST", "maintenance", {"on": True})
    assert bot.status().maintenance is True
    for call in (bot.list_groups, lambda: bot.create_account("x-y", password=PASSWORD)):
        with pytest.raises(errors.Maintenance) as caught:
            call()
        assert caught.value.kind is Kind.MAINTENANCE
    with pytest.raises(errors.Maintenance):
        bot.start_login_flow("Portail")


@pytest.mark.parametrize(
    ("fault", "error", "kind"),
    [
        ("server-error", errors.ServerFailed, Kind.REREAD),
        ("server-error-after", errors.ServerFailed, Kind.REREAD),
        ("bad-request", errors.UnexpectedFailure, Kind.REREAD),
        ("bad-request-after", errors.UnexpectedFailure, Kind.REREAD),
        ("rate-limit", errors.EditLimitReached, Kind.RATE_LIMITED),
        ("maintenance", errors.Maintenance, Kind.MAINTENANCE),
        ("gateway-page", errors.ServerFailed, Kind.REREAD),
        ("gateway-page-after", errors.ServerFailed, Kind.REREAD),
        ("login-page", errors.AnswerLost, Kind.REREAD),
        ("redirect", errors.Misconfigured, Kind.ALERT),
        ("garbage", errors.AnswerLost, Kind.REREAD),
        ("drop", errors.AnswerLost, Kind.REREAD),
        ("drop-after", errors.AnswerLost, Kind.REREAD),
    ],
)
def test_an_accident_during_a_write_is_named_and_never_repeated(
    sandbox: SandboxProcess, bot: NextcloudClient, fault: str, error: type[errors.NextcloudError], kind: Kind
) -> None:
    bot.list_groups()  # the connection is warm: a dropped one must not be silently tried again
    sandbox.control("DELETE", "requests")
    sandbox.fault(fault, method="POST", path="/cloud/users$", times=5)
    with pytest.raises(error) as caught:
        bot.create_account("dominique-x", password=PASSWORD)
    assert caught.value.kind is kind
    assert sum(one["struck"] for one in sandbox.control("GET", "faults")["faults"]) == 1
    assert ("dominique-x" in sandbox.accounts()) is fault.endswith("-after")


@pytest.mark.parametrize("fault", ["server-error", "gateway-page", "garbage", "drop"])
def test_a_read_survives_one_accident(sandbox: SandboxProcess, bot: NextcloudClient, fault: str) -> None:
    sandbox.fault(fault, method="GET", times=1)
    assert "admin" in bot.list_groups()


def test_a_read_gives_up_after_three_attempts(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    sandbox.fault("server-error", method="GET", times=9)
    with pytest.raises(errors.ServerFailed):
        bot.list_groups()
    assert sandbox.control("GET", "faults")["faults"][0]["struck"] == 3


def test_a_slow_answer_is_a_lost_answer(sandbox: SandboxProcess) -> None:
    sandbox.fault("slow-after", method="POST", seconds=1.5)
    with NextcloudClient(sandbox.url, "portalbot", PASSWORDS["portalbot"], timeout=0.5) as hasty:
        with pytest.raises(errors.AnswerLost) as caught:
            hasty.create_account("dominique-x", password=PASSWORD)
        assert caught.value.kind is Kind.REREAD
        assert hasty.get_account("dominique-x").id == "dominique-x"


def test_a_reset_waits_for_what_nobody_waits_for_any_more(sandbox: SandboxProcess) -> None:
    sandbox.fault("slow", method="POST", seconds=0.7)
    hasty = NextcloudClient(sandbox.url, "portalbot", PASSWORDS["portalbot"], timeout=0.2)
    with hasty, pytest.raises(errors.AnswerLost):
        hasty.create_account("dominique-x", password=PASSWORD)
    sandbox.reset()
    assert "dominique-x" not in sandbox.accounts()
    time.sleep(0.8)  # when the lost request would otherwise have written
    assert "dominique-x" not in sandbox.accounts()
    assert sandbox.requests() == []


def test_a_server_that_is_down_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers
        port = taken.getsockname()[1]
        with NextcloudClient(f"http://127.0.0.1:{port}", "a", "b", read_attempts=1) as client:
            with pytest.raises(errors.Unreachable) as caught:
                client.create_group("assoc-x")
            with pytest.raises(errors.Unreachable):
                client.list_groups()
    assert caught.value.kind is Kind.TRANSIENT


def test_an_untrusted_name_is_a_set_up_error(sandbox: SandboxProcess) -> None:
    with NextcloudClient(sandbox.url, "a", "b") as client:
        answer = client._via.send("GET", "x", "/ocs/v2.php/cloud/users", headers={"Host": "evil.example"})
    assert answer.http_status == 400 and isinstance(error_for("x", answer), errors.Misconfigured)


def test_a_server_that_is_no_nextcloud_is_told(sandbox: SandboxProcess) -> None:
    with NextcloudClient(f"{sandbox.url}/elsewhere", "a", "b") as client:
        with pytest.raises(errors.Misconfigured):
            client.status()
        with pytest.raises(errors.Misconfigured):
            client.list_groups()


def test_a_missing_header_is_named(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    answer = bot._via.send(
        "GET", "x", "/ocs/v2.php/cloud/users", auth=httpx.BasicAuth("portalbot", PASSWORDS["portalbot"])
    )
    error = error_for("x", answer)
    assert isinstance(error, errors.HeaderMissing) and error.message == "CSRF check failed"


def test_accounts_of_another_backend_skip_what_they_cannot_set(admin: NextcloudClient) -> None:
    admin._via.ocs(
        "POST",
        "x",
        "/apps/user_oidc/api/v1/user",
        body={"providerId": 1, "userId": "oidc-x", "displayName": "O"},
    )
    found = admin.get_account("oidc-x")
    assert not found.can_set_display_name and not found.can_set_password
    for key in ("displayname", "password"):
        with pytest.raises(errors.NotSupported):
            admin.edit_account("oidc-x", key, PASSWORD)


def test_accounts_of_two_backends_are_all_listed(admin: NextcloudClient) -> None:
    """Limit and offset count per backend: the last full-looking page is not the last one."""
    for number in range(5):
        told = {"providerId": 1, "userId": f"oidc-{number}", "displayName": "O"}
        admin._via.ocs("POST", "x", "/apps/user_oidc/api/v1/user", body=told)
    found = list(admin.list_accounts(page_size=2))
    assert sorted(found) == ["ncadmin", *(f"oidc-{number}" for number in range(5)), "portalbot"]


def test_bad_sizes_are_refused_before_they_leave() -> None:
    with (
        NextcloudClient("http://127.0.0.1:9", "a", "b") as client,
        pytest.raises(ValueError, match="negative"),
    ):
        client.set_quota("x", -1)
    with pytest.raises(ValueError, match="https"):
        NextcloudClient("nuage.example.org", "a", "b")


@pytest.mark.parametrize(
    ("operation", "status", "payload", "error"),
    [
        ("create account", 400, ocs(106, "No group specified"), errors.NoRightForGroup),
        ("create account", 400, ocs(110), errors.AddressRequired),
        ("create account", 400, ocs(111), errors.BackendFailed),
        ("create group", 400, ocs(102, "group exists"), errors.GroupExists),
        (
            "list accounts",
            403,
            ocs(403, "Password confirmation is required"),
            errors.PasswordConfirmationRequired,
        ),
        (
            "list accounts",
            403,
            {"message": "Password confirmation is required"},
            errors.PasswordConfirmationRequired,
        ),
        ("list accounts", 429, ocs(429, "Reached maximum delay"), errors.AddressLocked),
        ("folders", 200, ocs(403), errors.Forbidden),
        ("folders", 200, ocs(999), errors.AnswerLost),
        ("folders", 404, ocs(404), errors.NotFound),
        ("anything", 200, ["a", "list"], errors.AnswerLost),
        ("anything", 200, {"ocs": {"meta": "odd", "data": []}}, errors.AnswerLost),
        ("anything", 418, None, errors.AnswerLost),
    ],
)
def test_answers_that_the_sandbox_never_gives(operation: str, status: int, payload: Any, error: type) -> None:
    assert type(error_for(operation, Answer.read(status, payload, empty=False))) is error


@pytest.mark.parametrize(
    "told", [None, "text", 7, [], {}, [1], {"users": {"1": 5, "3": "b"}}, {"users": None}, {"groups": "x"}]
)
def test_odd_data_never_crashes_the_client(told: Any) -> None:
    """A success whose data are not what they should be: a named error or an empty result, nothing else."""
    body = {"ocs": {"meta": {"status": "ok", "statuscode": 200, "message": "OK"}, "data": told}}
    odd = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
    with NextcloudClient("https://nuage.example.org", "a", "b", transport=odd, read_attempts=1) as client:
        calls: list[Callable[[], Any]] = [
            lambda: client.get_account("x"),
            lambda: client.create_account("x", password="y"),
            lambda: list(client.list_accounts()),
            client.list_groups,
            lambda: client.group_members("x"),
            client.capabilities,
            client.create_app_password,
            client.status,
            lambda: client.start_login_flow("x"),
            lambda: client.poll_login_flow(LoginFlow("", "x")),
            lambda: client.whoami(GrantedLogin("x", "y")),
        ]
        for call in calls:
            with contextlib.suppress(errors.NextcloudError):
                call()
        if isinstance(told, dict) and told.get("users"):
            assert list(client.list_accounts()) == ["5", "b"]


def test_every_error_says_what_to_do_and_hides_no_secret() -> None:
    classes = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.NextcloudError)]
    assert len(classes) > 20
    for one in classes:
        error = one("why", operation="create account", http_status=400, ocs_code=101)
        assert isinstance(error.kind, Kind) and one.__doc__
        assert str(error) == f"{one.__name__}: create account (HTTP 400, OCS 101): why"
