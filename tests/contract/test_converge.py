"""One account in the wanted state, whatever happened before: the rules of `converge_account`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from hosting.cloud.nextcloud import (
    Account,
    Claim,
    NextcloudClient,
    WantedAccount,
    WantedGroup,
    converge_account,
    ensure_group,
    errors,
    quota,
)

from .sandbox_process import PASSWORDS, SandboxProcess

PASSWORD = "Corr3ct-Horse-Battery"
GROUP = WantedGroup("assoc-afu", "Association AFU")
WANTED = WantedAccount(
    "camille-7k3m",
    display_name="Camille Essai",
    email="Camille@Example.org",
    quota=quota.parse("40 GB"),
    groups=(GROUP,),
    language="fr",
)


def as_wanted(found: Account, wanted: WantedAccount = WANTED) -> bool:
    return (
        found.display_name == wanted.display_name
        and found.email == (wanted.email or "").lower()
        and found.quota.limit == wanted.quota
        and found.language == wanted.language
        and found.enabled == wanted.enabled
        and {group.id for group in wanted.groups} <= found.groups
    )


def test_an_absent_account_is_created_in_one_post(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    tried: list[bool] = []
    found = converge_account(bot, WANTED, before_create=lambda: tried.append("camille-7k3m" in sandbox.accounts()))
    assert as_wanted(found)
    assert tried == [False]  # recorded once, while the account was not there yet
    assert sandbox.requests("POST") == ["POST /ocs/v2.php/cloud/groups", "POST /ocs/v2.php/cloud/users"]
    assert sandbox.requests("PUT") == []


def test_a_second_run_writes_nothing(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    converge_account(bot, WANTED)
    sandbox.control("DELETE", "requests")
    assert as_wanted(converge_account(bot, WANTED, claim=Claim.OURS))
    assert {line.split()[0] for line in sandbox.requests()} == {"GET"}


def test_only_what_differs_is_edited(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    converge_account(bot, WANTED)
    bot.create_group("benevoles")
    bot.add_to_group("camille-7k3m", "benevoles")
    other = replace(WANTED, quota=quota.parse("50 GB"), groups=(WantedGroup("assoc-autre"),), enabled=False)
    sandbox.control("DELETE", "requests")
    found = converge_account(bot, other, claim=Claim.OURS)
    assert as_wanted(found, other)
    assert found.groups == {"assoc-autre", "benevoles"}  # groups that are not ours stay
    assert sandbox.requests("PUT") == [
        "PUT /ocs/v2.php/cloud/users/camille-7k3m",
        "PUT /ocs/v2.php/cloud/users/camille-7k3m/disable",
    ]


def test_a_quota_that_the_server_rounds_is_not_edited_for_ever(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    odd = replace(WANTED, quota=5_500_000_000)
    converge_account(bot, odd)
    sandbox.control("DELETE", "requests")
    assert converge_account(bot, odd, claim=Claim.OURS).quota.limit == 5_476_083_302
    assert sandbox.requests("PUT") == []


def test_a_name_with_spaces_around_is_not_edited_for_ever(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    converge_account(bot, WANTED)
    sandbox.control("DELETE", "requests")
    converge_account(bot, replace(WANTED, display_name=" Camille Essai "), claim=Claim.OURS)
    assert sandbox.requests("PUT") == []


def test_fields_left_unsaid_are_left_alone(bot: NextcloudClient) -> None:
    converge_account(bot, WANTED)
    found = converge_account(bot, WantedAccount("camille-7k3m", groups=(GROUP,)), claim=Claim.OURS)
    assert as_wanted(found)


def test_somebody_elses_account_is_a_conflict_and_stays_untouched(
    sandbox: SandboxProcess, bot: NextcloudClient
) -> None:
    bot.create_account("camille-7k3m", password=PASSWORD, email="autre@example.org", display_name="Autre")
    before = sandbox.accounts()
    for claim in (Claim.NONE, Claim.TRIED):
        with pytest.raises(errors.Conflict) as caught:
            converge_account(bot, WANTED, claim=claim)
        assert caught.value.kind is errors.Kind.CONFLICT
    assert sandbox.accounts() == before
    assert as_wanted(converge_account(bot, WANTED, claim=Claim.OURS))  # once its owner proved it


@pytest.mark.parametrize("reserved", ["admin", "ADMIN", "ncadmin", "root", "portalbot", "PortalBot", "mairie-x"])
def test_reserved_ids_are_refused_before_any_request(
    sandbox: SandboxProcess, bot: NextcloudClient, reserved: str
) -> None:
    sandbox.control("DELETE", "requests")
    for claim in Claim:
        with pytest.raises(errors.ReservedAccount):
            converge_account(bot, WantedAccount(reserved), claim=claim, reserved_ids=("Mairie-X",))
    assert sandbox.requests() == []


def test_an_administrator_of_any_name_is_refused(admin: NextcloudClient, bot: NextcloudClient) -> None:
    admin.create_account("chef-fe", password=PASSWORD, groups=["admin"])
    with pytest.raises(errors.ReservedAccount):
        converge_account(admin, WantedAccount("chef-fe", display_name="Autre"), claim=Claim.OURS)
    with pytest.raises(errors.NotVisible):
        converge_account(bot, WantedAccount("chef-fe", display_name="Autre"), claim=Claim.OURS)


def test_only_groups_of_the_portal_can_be_wanted() -> None:
    for bad in ("admin", "benevoles", "assoc-", ""):
        with pytest.raises(ValueError, match="assoc-"):
            WantedGroup(bad)
    for bad_id in ("", "élodie", "12345", "..", "a" * 65, " a"):
        with pytest.raises(ValueError, match="id"):
            WantedAccount(bad_id)


@pytest.mark.parametrize(
    "fault", ["server-error-after", "bad-request-after", "gateway-page-after", "drop-after", "bad-request"]
)
def test_a_lost_answer_to_the_create_is_found_out_at_once(
    sandbox: SandboxProcess, bot: NextcloudClient, fault: str
) -> None:
    sandbox.fault(fault, method="POST", path="/cloud/users$")
    if fault.endswith("-after"):
        assert as_wanted(converge_account(bot, WANTED))
    else:
        with pytest.raises(errors.UnexpectedFailure):
            converge_account(bot, WANTED)
        assert as_wanted(converge_account(bot, WANTED, claim=Claim.TRIED))
    assert sandbox.accounts()["camille-7k3m"]["created"] == 1


@pytest.mark.parametrize("step", ["groups", "displayname", "quota", "language", "email", "mail"])
def test_a_create_cut_short_at_any_step_is_completed(sandbox: SandboxProcess, bot: NextcloudClient, step: str) -> None:
    sandbox.fault("interrupt-create", step=step)
    assert as_wanted(converge_account(bot, WANTED))
    assert sandbox.accounts()["camille-7k3m"]["created"] == 1
    if step != "mail":  # past that step the address is there, and nothing tells that the mail is missing
        assert len(sandbox.letters()) == 1 and b"lostpassword/reset/form" in sandbox.letters()[0]


def test_a_fault_in_every_write_is_overcome_by_running_again(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    bot.create_account("camille-7k3m", password=PASSWORD, groups=[])
    other = replace(WANTED, enabled=False)
    for method, path in (("PUT", "/users/"), ("POST", "/groups$"), ("PUT", "/disable$")):
        sandbox.fault("server-error-after", method=method, path=path)
    runs = 0
    while runs < 10:
        runs += 1
        try:
            found = converge_account(bot, other, claim=Claim.OURS)
            break
        except errors.ServerFailed:
            continue
    assert as_wanted(found, other) and 1 < runs < 10


@pytest.mark.parametrize("enabled", [True, False])
def test_whether_it_is_open_is_left_as_found_when_nothing_is_wanted(
    sandbox: SandboxProcess, bot: NextcloudClient, enabled: bool
) -> None:
    converge_account(bot, replace(WANTED, enabled=enabled))
    sandbox.control("DELETE", "requests")
    found = converge_account(bot, replace(WANTED, enabled=None), claim=Claim.OURS)
    assert found.enabled is enabled
    assert {line.split()[0] for line in sandbox.requests()} == {"GET"}


def test_a_group_that_vanished_is_made_again(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    converge_account(bot, WANTED)
    bot.delete_group(GROUP.id)
    assert as_wanted(converge_account(bot, WANTED, claim=Claim.OURS))
    ensure_group(bot, GROUP)
    sandbox.fault("server-error-after", method="POST", path="/cloud/groups$")
    ensure_group(bot, WantedGroup("assoc-neuf"))  # made, its answer lost
    assert "assoc-neuf" in bot.list_groups()


@pytest.mark.parametrize("kind", ["maintenance", "rate-limit"])
def test_what_must_wait_is_handed_to_the_caller_as_it_is(
    sandbox: SandboxProcess, bot: NextcloudClient, kind: str
) -> None:
    sandbox.fault(kind, method="POST", path="/cloud/users$")
    with pytest.raises(errors.NextcloudError) as caught:
        converge_account(bot, WANTED)
    assert caught.value.retry_after


def test_two_workers_without_a_lock_share_the_claim_instead_of_a_conflict(sandbox: SandboxProcess) -> None:
    """Both begin before anything is recorded; the second one meets the account that the first one made."""
    recorded: list[Claim] = [Claim.NONE]

    def work(_: int) -> Account:
        with NextcloudClient(sandbox.url, "portalbot", PASSWORDS["portalbot"], timeout=10) as client:
            return converge_account(
                client,
                WANTED,
                claim=lambda: recorded[-1],
                before_create=lambda: recorded.append(Claim.TRIED),
            )

    sandbox.fault("slow", method="GET", path="/users/", seconds=0.1, times=1)  # so that they do not march in step
    with ThreadPoolExecutor(4) as pool:
        assert all(as_wanted(one) for one in pool.map(work, range(4)))
    assert sandbox.accounts()["camille-7k3m"]["created"] == 1


def test_eight_workers_at_once_end_with_one_account(sandbox: SandboxProcess) -> None:
    sandbox.fault("pause-create", step="insert", seconds=0.3, times=8)

    def work(_: int) -> Account:
        with NextcloudClient(sandbox.url, "portalbot", PASSWORDS["portalbot"], timeout=10) as client:
            return converge_account(client, WANTED, claim=Claim.TRIED)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    assert all(as_wanted(one) for one in found)
    assert sandbox.accounts()["camille-7k3m"]["created"] == 1
    struck = sandbox.control("GET", "faults")["faults"][0]["struck"]
    assert struck > 1  # they did race: several creates had passed the check before one won
