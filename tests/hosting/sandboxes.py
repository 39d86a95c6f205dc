"""The sandbox Nextcloud with the service account's password of the test settings."""

from django.conf import settings

from tests.contract.sandbox_process import PASSWORDS, SandboxProcess

OURS = ("ncadmin", "portalbot")


def renew(sandbox: SandboxProcess, seed: str = "bare") -> SandboxProcess:
    """As new: an administrator, the portal's service account, and what the seed brings."""
    passwords = {**PASSWORDS, "portalbot": settings.NEXTCLOUD_PASSWORD}
    sandbox.control("POST", "reset", {"seed": seed, "passwords": passwords})
    return sandbox


def accounts_made(sandbox: SandboxProcess) -> dict[str, dict]:
    """What the server itself counts, its own two accounts excepted."""
    return {uid: one for uid, one in sandbox.accounts().items() if uid not in OURS}
