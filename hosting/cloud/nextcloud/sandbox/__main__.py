"""Run the sandbox, a server that answers like a Nextcloud, until it is told to stop."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from threading import Thread
from types import FrameType

from .relying_party import Provider
from .seeds import ADMIN, BOT, SEEDS
from .server import LOCAL_NAMES, Options, Sandbox, SandboxServer

ENVIRONMENT = {ADMIN: "SANDBOX_ADMIN_PASSWORD", BOT: "SANDBOX_BOT_PASSWORD"}
SECRET = "SANDBOX_CLIENT_SECRET"  # noqa: S105 - the name of a variable


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m hosting.cloud.nextcloud.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one; the address is printed")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--state", type=Path, required=True, help="SQLite file; a restart goes on from it")
    parser.add_argument("--seed", choices=sorted(SEEDS), default="bare", help="what an empty file begins with")
    parser.add_argument("--mail-dir", type=Path, help="folder for the mails it would send, as .eml files")
    parser.add_argument("--credentials", type=Path, help="JSON file for the passwords (default: beside the state)")
    parser.add_argument("--public-url", default="", help="address for links when it differs from the request's")
    parser.add_argument("--portal", default="", help="address of the portal that signs people in")
    parser.add_argument("--portal-client", default="", help=f"our id there; the secret stands in {SECRET}")
    parser.add_argument("--trusted-host", action="append", default=[], help="one more name to answer to")
    return parser.parse_args()


def provider_of(told: argparse.Namespace) -> Provider | None:
    """The portal as the command line names it; without one, people sign in by password alone."""
    if not told.portal:
        return None
    return Provider(told.portal.rstrip("/"), told.portal_client, os.environ.get(SECRET, ""))


def plant(sandbox: Sandbox, seed: str, target: Path) -> None:
    """Fill an empty state, and write the passwords where only the same user reads them."""
    given = {name: os.environ[variable] for name, variable in ENVIRONMENT.items() if os.environ.get(variable)}
    if sandbox.store.setting("seed"):
        renew(sandbox, given)
        return
    sandbox.store.clear()  # a seed that was cut short starts over
    passwords = SEEDS[seed](sandbox.accounts, sandbox.access, given)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(passwords, indent=2) + "\n")
    draft.replace(target)
    sandbox.store.set_setting("seed", seed)


def renew(sandbox: Sandbox, given: dict[str, str]) -> None:
    """Passwords named in the environment hold for a kept state too, or a new one would lock the portal out."""
    if given.get(BOT) and sandbox.accounts.find(BOT):
        sandbox.access.new_app_password(BOT, "portail", given[BOT])
    if given.get(ADMIN) and sandbox.accounts.find(ADMIN):
        sandbox.accounts.edit(ADMIN, "password", given[ADMIN])


def main() -> None:
    told = arguments()
    public = {told.public_url.split("://")[-1].split("/")[0].rsplit(":", 1)[0]} if told.public_url else set()
    options = Options(
        state=told.state,
        mail_dir=told.mail_dir,
        public_url=told.public_url,
        trusted_hosts=LOCAL_NAMES | public | set(told.trusted_host),
        provider=provider_of(told),
    )
    sandbox = Sandbox(options)
    plant(sandbox, told.seed, told.credentials or told.state.with_suffix(".credentials.json"))
    server = SandboxServer((told.host, told.port), sandbox)

    def stop(number: int, frame: FrameType | None) -> None:
        Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sys.stdout.write(f"http://{told.host}:{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    main()
