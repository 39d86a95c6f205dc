"""What the client promises about Team folders, against the sandbox and, when one is named, a real Nextcloud."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hosting.cloud.nextcloud import Claim, NextcloudClient, WantedFolder, WantedGroup, converge_folder, errors
from hosting.cloud.nextcloud.converge_folder import drift_of_folder, mount_point_of, remove_folder
from hosting.cloud.nextcloud.folders import READ_AND_WRITE, UNLIMITED

from .conftest import Bench
from .sandbox_process import PASSWORDS, SandboxProcess

SIZE = 5 * 1024**3 + 7  # kept to the byte, unlike the quota of an account
CREATE = "/groupfolders/folders$"


def wanted_on(bench: Bench, quota: int = SIZE) -> WantedFolder:
    group_id = bench.group_id()
    return WantedFolder(bench.folder_name(group_id), quota, WantedGroup(group_id, "Association d’essai"))


def test_a_folder_from_its_creation_to_its_end(folders_bench: Bench) -> None:
    folders, group_id = folders_bench.client.folders, folders_bench.group_id()
    name = folders_bench.folder_name(group_id)
    made = folders.create(name)
    assert (made.mount_point, made.quota, made.size, made.groups) == (name, UNLIMITED, 0, {})
    with pytest.raises(errors.MountPointTaken):
        folders.create(name)
    folders_bench.client.create_group(group_id)
    folders.set_quota(made.id, SIZE)
    for _ in range(2):
        folders.add_group(made.id, group_id)
    folders.set_permissions(made.id, group_id, 15)
    found = folders.get(made.id)
    assert (found.quota, found.groups) == (SIZE, {group_id: 15})
    assert found in folders.list()
    other = folders_bench.folder_name(f"{group_id}x")
    for _ in range(2):
        folders.rename(made.id, other)
        folders.remove_group(made.id, group_id)
    assert (folders.get(made.id).mount_point, folders.get(made.id).groups) == (other, {})
    assert [folders.delete(made.id), folders.delete(made.id)] == [True, False]
    with pytest.raises(errors.NotFound):
        folders.get(made.id)


def test_what_would_harm_is_never_sent(folders_bench: Bench) -> None:
    folders = folders_bench.client.folders
    for call in (
        lambda: folders.create(""),
        lambda: folders.create(" / "),
        lambda: folders.rename(1, ""),
        lambda: folders.add_group(1, ""),
        lambda: folders.set_quota(1, True),
        lambda: folders.set_quota(1, "1 GB"),  # type: ignore[arg-type]
    ):
        with pytest.raises(ValueError, match="never sent|whole number"):
            call()
    for name, read in (
        ("Foyer rural (Ernée)", "Foyer rural Ernée"),
        ("../../etc", "etc"),
        ("A/B\\C:*?", "A B C"),
        ("L’Éolienne d’Aÿ", "L’Éolienne d’Aÿ"),
        ("…", "Association"),
    ):
        assert mount_point_of(name, "assoc-12") == f"{read} - assoc-12"
    for bad in ({"mount_point": "Ailleurs"}, {"quota": 0}):
        with pytest.raises(ValueError, match="name|limit"):
            WantedFolder(**{"mount_point": "X - assoc-1", "quota": 5, "group": WantedGroup("assoc-1")} | bad)


def test_converging_makes_it_once_and_corrects_only_what_differs(folders_bench: Bench) -> None:
    client, wanted = folders_bench.client, wanted_on(folders_bench)
    kept: list[int] = []
    first = converge_folder(client, wanted, keep_id=kept.append)
    assert kept == [first.id] and first.groups == {wanted.group.id: READ_AND_WRITE} and first.quota == SIZE
    assert converge_folder(client, wanted, known_id=first.id) == first
    # the id was lost: the name and the group are enough, whatever was recorded
    assert converge_folder(client, wanted) == converge_folder(client, wanted, claim=Claim.TRIED) == first
    client.folders.set_quota(first.id, 10)
    client.folders.remove_group(first.id, wanted.group.id)
    stranger = folders_bench.group_id()
    client.create_group(stranger)
    client.folders.add_group(first.id, stranger)
    drift = drift_of_folder(client.folders.get(first.id), wanted)
    assert drift == ["quota", f"-{wanted.group.id}", f"+{stranger}"]
    assert converge_folder(client, wanted, known_id=first.id) == first
    assert remove_folder(client, wanted, known_id=first.id)
    assert not remove_folder(client, wanted, known_id=first.id)
    with pytest.raises(errors.NotFound):
        converge_folder(client, wanted, known_id=first.id)


def test_somebody_elses_folder_is_a_conflict_and_stays_untouched(folders_bench: Bench) -> None:
    client, wanted = folders_bench.client, wanted_on(folders_bench)
    other = client.folders.create(wanted.mount_point)
    with pytest.raises(errors.Conflict):
        converge_folder(client, wanted)
    theirs = folders_bench.group_id("autre")
    client.create_group(theirs)
    client.folders.add_group(other.id, theirs)
    for claim in (Claim.NONE, Claim.TRIED):
        with pytest.raises(errors.Conflict):
            converge_folder(client, wanted, claim=claim)
        with pytest.raises(errors.Conflict):
            remove_folder(client, wanted, known_id=None, claim=claim)
    assert client.folders.get(other.id).groups == {theirs: READ_AND_WRITE}


WANTED = WantedFolder("Foyer rural - assoc-1", SIZE, WantedGroup("assoc-1", "Foyer rural"))


@pytest.mark.parametrize(
    "kind",
    ["server-error", "server-error-after", "gateway-page-after", "drop", "drop-after", "login-page", "garbage"],
)
def test_a_lost_answer_to_any_write_ends_with_one_folder(
    sandbox: SandboxProcess, bot: NextcloudClient, kind: str
) -> None:
    for path in (CREATE, r"/folders/\d+/quota$", r"/folders/\d+/groups$"):
        sandbox.fault(kind, method="POST", path=path)
    claim = Claim.NONE
    for _ in range(6):
        try:
            found = converge_folder(bot, WANTED, claim=claim)
            break
        except errors.NextcloudError as error:
            assert error.kind is errors.Kind.REREAD
            claim = Claim.TRIED
    told = sandbox.control("GET", "folders")
    assert [one["id"] for one in told["folders"]] == [found.id] and told["created"] == 1
    assert (found.quota, found.groups) == (SIZE, {"assoc-1": READ_AND_WRITE})


def test_two_folders_of_one_name_are_told_apart(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    sandbox.fault("pause-create", step="folder", seconds=0.3, times=2)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: bot.folders.create(WANTED.mount_point), range(2))
    bot.create_group("assoc-1")
    later = max(first, second, key=lambda one: one.id)
    bot.folders.add_group(later.id, "assoc-1")
    for known in (None, later.id):
        assert converge_folder(bot, WANTED, known_id=known, claim=Claim.TRIED).id == later.id
    assert sandbox.control("GET", "folders")["created"] == 2


def test_without_the_app_or_the_right_it_says_so(sandbox: SandboxProcess, bot: NextcloudClient) -> None:
    sandbox.control("POST", "team-folders", {"state": ""})
    for call in (bot.folders.list, lambda: converge_folder(bot, WANTED)):
        with pytest.raises(errors.TeamFoldersMissing) as missing:
            call()
        assert missing.value.kind is errors.Kind.MISSING
    sandbox.control("POST", "team-folders", {"state": "just off"})
    with pytest.raises(errors.ServerFailed):
        bot.folders.list()
    sandbox.control("POST", "team-folders", {"state": "on"})
    bot.create_account("dominique-x", password=PASSWORDS["ncadmin"])
    with NextcloudClient(sandbox.url, "dominique-x", PASSWORDS["ncadmin"]) as plain:
        assert plain.folders.list() == []
        with pytest.raises(errors.Forbidden):  # and no « it is gone », by which a deletion would count as done
            plain.folders.get(bot.folders.create(WANTED.mount_point).id)
        with pytest.raises(errors.Forbidden):  # said with HTTP 200
            plain.folders.create("X - assoc-1")
