"""What the recorder did between two recordings: each row is a step to take before that recording.

Numbers are places in recordings/transcripts.jsonl, counted from 0; the name beside it is checked, so that a
changed file cannot shift the table unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .replay import PASSWORD, Replay
from .sandbox_process import PASSWORDS

# places of the four creates that were sent at the same moment
CONCURRENT = range(167, 171)


def _leave_files_behind(run: Replay) -> None:
    run.sandbox.control("POST", "leftovers", {"id": "ghost"})


def _new_admin_app_password(run: Replay) -> None:
    told = run.sandbox.control("POST", "app-passwords", {"id": "ncadmin"})
    run.logins["<ncadmin app-password>"] = ("ncadmin", told["app_password"])


def _use_up_edits(run: Replay) -> None:
    run.sandbox.control("POST", "exhaust-edits", {"actor": "ncadmin"})


def _wait_ten_minutes(run: Replay) -> None:
    run.sandbox.control("POST", "forget-edits")


def _alice_signs_in(run: Replay) -> None:
    form = {"user": "alice", "password": PASSWORD}
    assert run.http.post("/index.php/login", data=form).status_code == 303


def _close(run: Replay) -> None:
    run.sandbox.control("POST", "maintenance", {"on": True})


def _open_with_a_clean_slate(run: Replay) -> None:
    run.sandbox.control("POST", "maintenance", {"on": False})
    _forget_failures(run)


def _forget_failures(run: Replay) -> None:
    run.sandbox.control("POST", "forget-failures")


def _alice_grants(run: Replay) -> None:
    page = run.http.get(run.secrets["login"])
    assert page.status_code == 200 and "Portail associatif" in page.text
    done = run.http.post(run.secrets["login"], data={"user": "alice", "password": PASSWORD})
    assert done.status_code == 200 and "Accès autorisé" in done.text


def _oidc_is_installed(run: Replay) -> None:
    told = {"providerId": 1, "userId": "marie", "displayName": "Marie Curie", "email": "marie@example.org"}
    run.admin("POST", "/apps/user_oidc/api/v1/user", told | {"quota": "3 GB"})


def _marie_comes_by_oidc(run: Replay) -> None:
    for gid in ("dep-69", "manual-group"):
        run.admin("POST", "/cloud/groups", {"groupid": gid})
    for gid in ("assoc-afu", "dep-69", "manual-group"):
        run.admin("POST", "/cloud/users/marie/groups", {"groupid": gid})


def _portalbot_is_delegated(run: Replay) -> None:
    told = run.sandbox.control("POST", "service-account", {"password": PASSWORDS["portalbot"]})
    name = "<portalbot (delegated admin) app-password>"
    run.logins[name] = ("portalbot", told["app_password"])


def _last_changes(run: Replay) -> None:
    """By hand and by an OIDC sign-in as an administrator (the danger that the recorder was showing)."""
    _marie_comes_by_oidc(run)
    run.sandbox.control("POST", "forget-edits")
    for uid, key, value in (
        ("alice", "displayname", "Alice Martin"),
        ("alice", "email", "alice@example.org"),
        ("alice", "quota", "3 GB"),
        ("ncadmin", "displayname", "Evil Admin"),
        ("ncadmin", "email", "ncadmin@example.org"),
        ("ncadmin", "quota", "3 GB"),
    ):
        run.admin("PUT", f"/cloud/users/{uid}", {"key": key, "value": value})
    run.sandbox.control("POST", "sign-ins", {"id": "marie"})


BEFORE: dict[int, tuple[str, Callable[[Replay], None]]] = {
    157: ("user.create.datadir_exists", _leave_files_behind),
    172: ("apppw.users", _new_admin_app_password),
    187: ("ratelimit.edit", _use_up_edits),
    194: ("user.get.after_login_and_upload", _alice_signs_in),
    196: ("maint.status", _close),
    201: ("auth.wrong_admin_password", _open_with_a_clean_slate),
    220: ("auth.good_after_reset", _forget_failures),
    223: ("loginflow2.poll.done", _alice_grants),
    242: ("users.list.after_oidc", _oidc_is_installed),
    243: ("delegated.list", _portalbot_is_delegated),
    264: ("oidc_user.edit_quota", _wait_ten_minutes),
    273: ("batch.users_details", _last_changes),
}


def remember(run: Replay, name: str, answer: Any) -> None:
    """Keep the secrets that later recordings send back."""
    if name == "loginflow2.start":
        run.secrets["<poll-token>"] = answer["poll"]["token"]
        run.secrets["login"] = re.sub(r"^https?://[^/]+", "", answer["login"])
    if name == "loginflow2.poll.done":
        run.logins["<alice app-password>"] = (answer["loginName"], answer["appPassword"])
