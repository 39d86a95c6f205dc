"""The whole portal on one machine without any server: prepares, loads, starts web, worker, scheduler and sandbox.

`make run` calls it. Ctrl-C ends all of it; what was done is kept under var/.
"""

import json
import socket
import sys
import time
import urllib.request
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.core.processes import Process, ProcessGroup
from portal.core.static_files import sources_fingerprint

FOLDERS = ("cache", "mails", "media", "private")


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The embedded mode needs DJANGO_SETTINGS_MODULE=portal.settings.dev: see `make run`.")
        self.port = settings.PORT
        self._refuse_taken_ports()
        for folder in FOLDERS:
            (settings.VAR_DIR / folder).mkdir(parents=True, exist_ok=True)
        self._step("compiling messages", "messages", compile=True)
        self._step("preparing the database", "migrate", interactive=False, verbosity=0)
        self._collect_static()
        if not get_user_model().objects.exists():
            self._step("loading content and demo people", "load_content", demo=True)
        if self._sandbox_address == settings.NEXTCLOUD_URL:
            self._step("letting the sandbox sign people in", "oidc_client", sandbox=True)
        code = ProcessGroup(self._processes()).run(on_started=self._announce)
        self.stdout.write("Chatière has stopped. Your data are kept in var/; `make run` goes on from here.")
        if code:
            sys.exit(code)

    def _collect_static(self) -> None:
        """Hashing and compressing takes most of a second start, so it is done when something changed."""
        mark, fingerprint = settings.VAR_DIR / "built" / "static-sources", sources_fingerprint()
        if mark.exists() and mark.read_text() == fingerprint and (settings.STATIC_ROOT / "staticfiles.json").exists():
            return
        self._step("collecting static files", "collectstatic", interactive=False, verbosity=0)
        mark.write_text(fingerprint)

    def _refuse_taken_ports(self) -> None:
        for port, use in ((self.port, "the portal"), (self._sandbox_port, "the sandbox Nextcloud")):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError as error:
                    raise CommandError(f"Port {port} ({use}) is taken: try `make run PORT={self.port + 1}`.") from error

    @property
    def _sandbox_port(self) -> int:
        return self.port + 180

    @property
    def _sandbox_address(self) -> str:
        return f"http://127.0.0.1:{self._sandbox_port}"

    def _step(self, what: str, command: str, **options) -> None:
        started = time.monotonic()
        self.stdout.write(f"— {what}…")
        call_command(command, stdout=self.stdout, **options)
        self.stdout.write(f"  done in {time.monotonic() - started:.1f} s")

    def _processes(self) -> list[Process]:
        python = sys.executable
        celery = [python, "-m", "celery", "--quiet", "-A", "portal.celery"]
        environment = {
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "PORT": str(self.port),
            "SANDBOX_BOT_PASSWORD": settings.NEXTCLOUD_PASSWORD,
            "SANDBOX_CLIENT_SECRET": settings.SANDBOX_CLIENT_SECRET,
        }
        var = settings.VAR_DIR
        commands = {
            "sandbox Nextcloud": [
                *(python, "-m", "hosting.cloud.nextcloud.sandbox", "--port", str(self._sandbox_port)),
                *("--state", str(var / "sandbox-nextcloud.sqlite3"), "--seed", "demo"),
                *("--mail-dir", str(var / "mails")),
                *("--portal", settings.WAGTAILADMIN_BASE_URL, "--portal-client", settings.SANDBOX_CLIENT_ID),
            ],
            "worker": [*celery, "worker", "--pool=threads", "--concurrency=4", "--loglevel=WARNING", "--hostname=w@%h"],
            "scheduler": [*celery, "beat", "--loglevel=WARNING", f"--pidfile={var / 'beat' / 'pid'}"],
            "web server": [
                *(python, "-m", "gunicorn", "portal.wsgi", "--preload", "--workers=2", "--threads=4"),
                *(f"--bind=127.0.0.1:{self.port}", "--log-level=warning"),
            ],
        }
        (var / "beat" / "pid").unlink(missing_ok=True)
        # A Nextcloud may be down: requests wait for it, as they would for a real one.
        optional = ("sandbox Nextcloud",)
        return [
            Process(name, command, environment, essential=name not in optional) for name, command in commands.items()
        ]

    def _announce(self) -> None:
        address = f"http://127.0.0.1:{self.port}"
        for _attempt in range(150):
            try:
                with urllib.request.urlopen(address, timeout=10):  # noqa: S310 - our own address
                    break
            except OSError:
                time.sleep(0.2)
        self._print_accounts()
        self.stdout.write(f"\nChatière is open at {address}  (mails: {address}/demo/mails/)\nCtrl-C ends it.\n")
        self.stdout.flush()

    def _print_accounts(self) -> None:
        file: Path = settings.VAR_DIR / "demo-accounts.json"
        if not file.exists():
            return
        self.stdout.write(f"\nDemo people (invented; kept in {file.name} under var/):")
        for key, account in json.loads(file.read_text()).items():
            second = f"  second factor: {account['totp_secret']}" if "totp_secret" in account else ""
            self.stdout.write(f"  {key:<10} {account['email']:<32} {account['password']}{second}")
