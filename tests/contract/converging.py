"""Converges one account in a process of its own, for tests that kill it: URL, id and the file of its claim.

The file stands for the portal's database: it exists once `before_create` was recorded. Prints « ready » once
everything is imported, so that the test can strike at a chosen moment of the work itself.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hosting.cloud.nextcloud import Claim, NextcloudClient, WantedAccount, WantedGroup, converge_account

from .sandbox_process import PASSWORDS


def wanted(account_id: str) -> WantedAccount:
    return WantedAccount(
        account_id,
        display_name="Camille Essai",
        email="camille@example.org",
        quota=40 * 1024**3,
        groups=(WantedGroup("assoc-un", "Association un"), WantedGroup("assoc-deux", "Association deux")),
        language="fr",
        enabled=False,
    )


def record(claim: Path) -> None:
    """Durable before the request leaves, as a committed row would be."""
    with claim.open("wb") as stream:
        stream.write(b"tried")
        stream.flush()
        os.fsync(stream.fileno())


def converge(url: str, account_id: str, claim: Path) -> None:
    with NextcloudClient(url, "portalbot", PASSWORDS["portalbot"], timeout=10) as client:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        known = Claim.TRIED if claim.exists() else Claim.NONE
        converge_account(client, wanted(account_id), claim=known, before_create=lambda: record(claim))


if __name__ == "__main__":
    converge(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
