"""The servers that contract tests speak to: always the sandbox, and a real Nextcloud when one is named.

NEXTCLOUD_URL, NEXTCLOUD_USER and NEXTCLOUD_PASSWORD (an app password of a delegated administrator) make the
tests of `test_client_contract.py` and `test_team_folders_contract.py` run a second time, against that server (the
second ones need the app « Team folders » and its own delegation; without the app they are skipped). They only read,
create accounts, groups and folders of names that nobody else uses, and clean up; they leave the server as they
found it. Turn its welcome mails off first (its setting core newUser.sendEmail), or example.org is written to.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from hosting.cloud.nextcloud import NextcloudClient

from .sandbox_process import PASSWORDS, SandboxProcess

REAL = {name: os.environ.get(f"NEXTCLOUD_{name}", "") for name in ("URL", "USER", "PASSWORD")}


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    sandbox = SandboxProcess(tmp_path_factory.mktemp("sandbox")).start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess) -> SandboxProcess:
    """The running sandbox, as new: an administrator, the portal's service account, nothing else."""
    sandbox_process.reset()
    for letter in sandbox_process.mails.glob("*.eml"):
        letter.unlink()
    return sandbox_process


@pytest.fixture
def bot(sandbox: SandboxProcess) -> Iterator[NextcloudClient]:
    """The client as the portal runs it: a delegated administrator by app password."""
    with NextcloudClient(sandbox.url, "portalbot", PASSWORDS["portalbot"], timeout=10) as client:
        yield client


@pytest.fixture
def admin(sandbox: SandboxProcess) -> Iterator[NextcloudClient]:
    with NextcloudClient(sandbox.url, "ncadmin", PASSWORDS["ncadmin"], timeout=10) as client:
        yield client


@dataclass
class Bench:
    """A client and names that are free on its server; what was named is deleted at the end."""

    client: NextcloudClient
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    accounts: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)

    def account_id(self, name: str = "essai") -> str:
        self.accounts.append(f"{name}-{self.mark}{len(self.accounts)}")
        return self.accounts[-1]

    def group_id(self, name: str = "essai") -> str:
        self.groups.append(f"assoc-{name}-{self.mark}{len(self.groups)}")
        return self.groups[-1]

    def folder_name(self, group_id: str) -> str:
        self.folders.append(f"Essai {self.mark} - {group_id}")
        return self.folders[-1]

    def clean(self) -> None:
        if self.folders:
            for folder in self.client.folders.list():
                if folder.mount_point in self.folders or self.mark in folder.mount_point:
                    self.client.folders.delete(folder.id)
        for account_id in self.accounts:
            self.client.delete_account(account_id)
        for group_id in self.groups:
            self.client.delete_group(group_id)


SERVERS = [
    "sandbox",
    pytest.param("real", marks=pytest.mark.skipif(not REAL["URL"], reason="NEXTCLOUD_URL is not set")),
]


@pytest.fixture(params=SERVERS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """One test, two servers: what holds for the sandbox must hold for a real Nextcloud."""
    if request.param == "real":
        client = NextcloudClient(REAL["URL"], REAL["USER"], REAL["PASSWORD"])
    else:
        sandbox: SandboxProcess = request.getfixturevalue("sandbox")
        client = NextcloudClient(sandbox.url, "portalbot", PASSWORDS["portalbot"], timeout=10)
    with client:
        table = Bench(client)
        yield table
        table.clean()


@pytest.fixture
def folders_bench(bench: Bench) -> Bench:
    """A server with the Team folders app, on which our account has its delegation."""
    if bench.client.capabilities().team_folders_version is None:
        pytest.skip("the server lacks the app « Team folders » (groupfolders)")
    return bench
