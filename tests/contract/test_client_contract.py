"""What the client promises, against the sandbox and, when one is named, against a real Nextcloud."""

from __future__ import annotations

from typing import Any

import pytest

from hosting.cloud.nextcloud import errors, quota
from hosting.cloud.nextcloud.converge import Claim, WantedAccount, WantedGroup, converge_account

from .conftest import Bench

PASSWORD = "Corr3ct-Horse-Battery"


def test_status_says_what_the_server_is(bench: Bench) -> None:
    status = bench.client.status()
    assert status.installed and not status.maintenance
    assert status.version.split(".")[0].isdigit()


def test_capabilities_are_fuller_with_an_account(bench: Bench) -> None:
    stranger, ours = bench.client.capabilities(anonymous=True), bench.client.capabilities()
    assert stranger.major == ours.major >= 28
    assert stranger.min_password_length is None
    assert ours.min_password_length and ours.min_password_length >= 8


def test_an_account_reads_back_as_it_was_created(bench: Bench) -> None:
    account_id, group_id = bench.account_id(), bench.group_id()
    assert bench.client.create_group(group_id, "Association d’essai") is True
    created = bench.client.create_account(
        account_id,
        password=PASSWORD,
        display_name="Élodie Dupré",
        email="Elodie@Example.org",
        groups=[group_id],
        quota=quota.parse("2 GB"),
        language="fr",
    )
    found = bench.client.get_account(account_id)
    assert created == found.id == account_id
    assert (found.display_name, found.email, found.language) == ("Élodie Dupré", "elodie@example.org", "fr")
    assert found.groups == {group_id} and found.enabled and found.last_login is None
    assert found.quota.limit == 2 * 1024**3 and found.quota.percent == 0
    assert bench.client.group_members(group_id) == [account_id]


def test_an_id_exists_whatever_its_capitals(bench: Bench) -> None:
    account_id = bench.account_id()
    bench.client.create_account(account_id, password=PASSWORD)
    with pytest.raises(errors.UserExists) as caught:
        bench.client.create_account(account_id.upper(), password=PASSWORD)
    assert caught.value.kind is errors.Kind.CONFLICT
    assert bench.client.get_account(account_id.upper()).id == account_id


def test_lists_give_each_account_once_and_page_to_the_end(bench: Bench) -> None:
    wanted = [bench.account_id("liste") for _ in range(5)]
    for account_id in wanted:
        bench.client.create_account(account_id, password=PASSWORD)
    found = list(bench.client.list_accounts(bench.mark, page_size=2))
    assert sorted(found) == sorted(wanted)
    assert all(isinstance(one, str) for one in found)


def test_an_account_that_moves_between_pages_is_given_once(bench: Bench) -> None:
    first, second, third = (bench.account_id(f"liste{letter}") for letter in "bcd")
    for account_id in (first, second, third):
        bench.client.create_account(account_id, password=PASSWORD, display_name=account_id)
    listing = bench.client.list_accounts(bench.mark, page_size=2)
    found = [next(listing), next(listing)]
    late = bench.account_id("listea")  # sorts first, and pushes `second` onto the next page
    bench.client.create_account(late, password=PASSWORD, display_name=late)
    found += list(listing)
    assert found == [first, second, third]


def test_a_group_is_created_once(bench: Bench) -> None:
    group_id = bench.group_id()
    assert bench.client.create_group(group_id) is True
    assert bench.client.create_group(group_id) is False
    bench.client.rename_group(group_id, "Autre nom")
    assert group_id in bench.client.list_groups(bench.mark)
    assert bench.client.group_members(group_id) == []


def test_membership_is_idempotent_and_names_an_unknown_group(bench: Bench) -> None:
    account_id, group_id = bench.account_id(), bench.group_id()
    bench.client.create_account(account_id, password=PASSWORD)
    with pytest.raises(errors.UnknownGroup):
        bench.client.add_to_group(account_id, group_id)
    bench.client.create_group(group_id)
    with pytest.raises(errors.NotFound):
        bench.client.add_to_group(f"absent-{bench.mark}", group_id)
    for _ in range(2):
        bench.client.add_to_group(account_id, group_id)
    assert bench.client.get_account(account_id).groups == {group_id}
    for _ in range(2):
        bench.client.remove_from_group(account_id, group_id)
    assert bench.client.get_account(account_id).groups == frozenset()


def test_a_group_of_a_create_must_exist_and_nothing_is_created(bench: Bench) -> None:
    account_id = bench.account_id()
    with pytest.raises(errors.UnknownGroup):
        bench.client.create_account(account_id, password=PASSWORD, groups=[f"assoc-absent-{bench.mark}"])
    with pytest.raises(errors.NotFound):
        bench.client.get_account(account_id)


def test_disabling_and_enabling_are_idempotent(bench: Bench) -> None:
    account_id = bench.account_id()
    bench.client.create_account(account_id, password=PASSWORD)
    for _ in range(2):
        bench.client.disable_account(account_id)
    assert bench.client.get_account(account_id).enabled is False
    for _ in range(2):
        bench.client.enable_account(account_id)
    assert bench.client.get_account(account_id).enabled is True
    with pytest.raises(errors.Unexplained):
        bench.client.enable_account(f"absent-{bench.mark}")


def test_deleting_twice_is_deleting(bench: Bench) -> None:
    account_id, group_id = bench.account_id(), bench.group_id()
    bench.client.create_account(account_id, password=PASSWORD)
    bench.client.create_group(group_id)
    assert bench.client.delete_account(account_id) is True
    assert bench.client.delete_account(account_id) is False
    assert bench.client.delete_group(group_id) is True
    assert bench.client.delete_group(group_id) is False


@pytest.mark.parametrize("size", [quota.UNLIMITED, 0, 5_500_000_000])
def test_a_quota_reads_back_rounded(bench: Bench, size: int) -> None:
    account_id = bench.account_id()
    bench.client.create_account(account_id, password=PASSWORD)
    bench.client.set_quota(account_id, size)
    limit = bench.client.get_account(account_id).quota.limit
    assert limit is not None and quota.same(limit, size) and limit == quota.stored(size)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"password": "short"}, errors.PasswordRefused),
        ({"password": "Aa1-" * 118}, errors.InvalidValue),
        ({}, errors.AddressRequired),
    ],
)
def test_what_is_never_accepted_is_permanent(
    bench: Bench, told: dict[str, Any], error: type[errors.NextcloudError]
) -> None:
    account_id = bench.account_id()
    with pytest.raises(error) as caught:
        bench.client.create_account(account_id, **told)
    assert caught.value.kind is errors.Kind.PERMANENT and caught.value.message
    with pytest.raises(errors.NotFound):
        bench.client.get_account(account_id)


@pytest.mark.parametrize("bad", ["élodie", "a/b", " espace", "deux:points", "x" * 65])
def test_a_bad_id_is_refused_with_its_reason(bench: Bench, bad: str) -> None:
    with pytest.raises(errors.InvalidValue) as caught:
        bench.client.create_account(bad, password=PASSWORD)
    assert caught.value.message


def test_a_create_refused_for_its_language_leaves_half_an_account(bench: Bench) -> None:
    account_id = bench.account_id()
    with pytest.raises(errors.InvalidValue):
        bench.client.create_account(account_id, password=PASSWORD, email="a@example.org", language="xx")
    half = bench.client.get_account(account_id)
    assert half.email is None
    whole = converge_account(
        bench.client,
        WantedAccount(account_id, email="a@example.org", language="fr", password=PASSWORD),
        claim=Claim.TRIED,
    )
    assert (whole.email, whole.language) == ("a@example.org", "fr")


def test_edits_name_what_they_refuse(bench: Bench) -> None:
    account_id = bench.account_id()
    bench.client.create_account(account_id, password=PASSWORD)
    with pytest.raises(errors.InvalidValue):
        bench.client.edit_account(account_id, "displayname", "x" * 65)
    with pytest.raises(errors.Unexplained):
        bench.client.edit_account(account_id, "email", "nope")
    with pytest.raises(errors.NotSupported) as caught:
        bench.client.edit_account(account_id, "nope", "x")
    assert caught.value.kind is errors.Kind.SKIP
    with pytest.raises(errors.NotFound):
        bench.client.edit_account(f"absent-{bench.mark}", "quota", "1 GB")
    with pytest.raises(errors.InvalidValue):
        bench.client.send_welcome(account_id)  # it has no address


def test_our_rights_end_before_the_administrators(bench: Bench) -> None:
    account_id = bench.account_id()
    with pytest.raises(errors.NoRightForGroup) as caught:
        bench.client.create_account(account_id, password=PASSWORD, groups=["admin"])
    assert caught.value.kind is errors.Kind.ALERT
    bench.client.create_account(account_id, password=PASSWORD)
    with pytest.raises(errors.NoRightForGroup):
        bench.client.add_to_group(account_id, "admin")


def test_a_login_flow_waits_for_its_person(bench: Bench) -> None:
    flow = bench.client.start_login_flow("Portail d’essai")
    assert flow.login_url.startswith("http") and flow.poll_token not in repr(flow)
    assert bench.client.poll_login_flow(flow) is None


def test_converging_twice_changes_nothing_the_second_time(bench: Bench) -> None:
    group_id = bench.group_id()
    wanted = WantedAccount(
        bench.account_id(),
        display_name="Camille Essai",
        email="camille@example.org",
        quota=quota.parse("40 GB"),
        groups=(WantedGroup(group_id, "Association d’essai"),),
        language="fr",
        password=PASSWORD,
    )
    first = converge_account(bench.client, wanted)
    assert converge_account(bench.client, wanted, claim=Claim.OURS) == first
