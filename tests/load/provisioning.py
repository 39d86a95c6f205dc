"""How fast accounts and spaces are made, at 20 ms a call of Nextcloud, and when an association of 450 people is ready.

python -m tests.load.provisioning [--accounts 200] [--workers 1,4,16] [--people 450] [--call 0.02]

Real PostgreSQL and Redis (both from pip), the sandbox as the Nextcloud, a Celery worker of threads as `make run` starts
it. For each number of workers: that many associations of one account and one space each, approved while no worker runs;
prints accounts with their spaces a minute, from the first that is done to the last. Then one association of `people`
accounts and one space with four workers: prints how long until all of it is ready, and how many edits it took, of
which Nextcloud allows 50 in ten minutes. Ends with an error when the server's own lists are not exactly what was asked
for, or when anything had to be edited after its creation.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.contract.sandbox_process import PASSWORDS, SandboxProcess
from tests.embedded import ROOT, embedded_environment
from tests.run import servers

from .serving import python

AS_MAKE_RUN = 4
PATIENCE = 3600  # seconds
NOT_DONE = "SELECT count(*) FROM cloud_outgoingchange WHERE state <> 'done'"
SPAN = "SELECT extract(epoch FROM max(done_at) - min(done_at)) FROM cloud_outgoingchange WHERE created_at >= %s"


def prepare(accounts: int, *, together: bool) -> dict:
    """Requests by as many people, approved: of one association, or of one each."""
    import django

    django.setup()
    from django.utils import timezone

    from accounts.organisations.models import Territory
    from hosting.cloud.actions import requests
    from tests.factories.hosting import CloudServerFactory, ServiceFactory, submitted
    from tests.factories.organisations import OrganisationFactory, TerritoryFactory
    from tests.factories.people import UserFactory

    CloudServerFactory()
    mark, since = time.time_ns(), timezone.now()
    place = Territory.objects.filter(code="load").first() or TerritoryFactory(code="load")
    service = ServiceFactory(slug=f"nuage-{mark}")
    staff = UserFactory(email=f"staff-{mark}@load.example.org", staff=True)
    shared = OrganisationFactory(slug=f"tous-{mark}", territory=place) if together else None
    for number in range(accounts):
        person = UserFactory(email=f"p{number}-{mark}@load.example.org", public_name=f"Personne {number}")
        own = shared or OrganisationFactory(slug=f"a{number}-{mark}", territory=place)
        asked = submitted(person=person, organisation=own, service=service, folder_gb=10)
        requests.approve_request(request=asked, by=staff)
    return {"since": since.isoformat()}


@dataclass
class Bench:
    """A database, a broker and a Nextcloud; what was made there so far."""

    environment: dict[str, str]
    address: str
    sandbox: SandboxProcess
    accounts: int = 0
    folders: int = 0

    def measure(self, accounts: int, workers: int, *, together: bool) -> tuple[float, float, int]:
        """Seconds that the approvals took, seconds from the first change done to the last, edits."""
        self.sandbox.control("DELETE", "requests")
        began = time.monotonic()
        words = ["--prepare", str(accounts), *(["--together"] if together else [])]
        told = json.loads(python(self.environment, "-m", "tests.load.provisioning", *words).splitlines()[-1])
        approving = time.monotonic() - began
        with self._worker(workers), psycopg.connect(self.address, autocommit=True) as database:
            deadline = time.monotonic() + PATIENCE
            while database.execute(NOT_DONE).fetchone()[0]:
                if time.monotonic() > deadline:
                    raise RuntimeError("not done within an hour")
                time.sleep(0.2)
            span = float(database.execute(SPAN, [told["since"]]).fetchone()[0])
        self.accounts += accounts
        self.folders += 1 if together else accounts
        return approving, span, self._edits()

    @contextmanager
    def _worker(self, count: int):
        words = ["-m", "celery", "-A", "portal", "worker", "--pool=threads", f"--concurrency={count}"]
        process = subprocess.Popen(
            [sys.executable, *words, "--loglevel=ERROR"], cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)

    def _edits(self) -> int:
        """PUTs of an account itself: those that Nextcloud counts."""
        return sum(not one.endswith(("/enable", "/disable")) for one in self.sandbox.requests("PUT"))

    def check(self) -> None:
        """The server's own lists hold exactly what was asked for."""
        there, told = self.sandbox.accounts(), self.sandbox.control("GET", "folders")
        made = [one for uid, one in there.items() if uid not in PASSWORDS]
        if len(made) != self.accounts or {(one["created"], one["deleted"]) for one in made} != {(1, 0)}:
            raise SystemExit(f"{len(made)} accounts, {self.accounts} were asked for")
        if (len(told["folders"]), told["created"]) != (self.folders, self.folders):
            raise SystemExit(f"{told['created']} folders made, {self.folders} were asked for")


@contextmanager
def bench(call: float):
    with servers() as addresses, tempfile.TemporaryDirectory(prefix="chatiere-load-") as place:
        folder = Path(place)
        (folder / "var").mkdir()
        sandbox = SandboxProcess(folder / "nextcloud").start()
        try:
            sandbox.fault("slow", seconds=call, times=10_000_000)
            address = addresses["DATABASE_URL"].replace("/postgres?", "/migrated?", 1)
            environment = embedded_environment(
                folder / "var",
                DATABASE_URL=address,
                REDIS_URL=addresses["REDIS_URL"],
                NEXTCLOUD_URL=sandbox.url,
                NEXTCLOUD_USER="portalbot",
                NEXTCLOUD_PASSWORD=PASSWORDS["portalbot"],
                PYTHONWARNINGS="ignore",  # Celery has one for whoever is root
            )
            yield Bench(environment, address, sandbox)
        finally:
            sandbox.stop()


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def main(told: argparse.Namespace) -> None:
    edits = 0
    with bench(told.call) as running:
        for workers in (int(one) for one in told.workers.split(",")):
            approving, span, edited = running.measure(told.accounts, workers, together=False)
            edits += edited
            rate = 60 * told.accounts / span if span else 0
            took = f"{told.accounts} in {span:.1f} s"
            say(f"{workers:>3} workers: {rate:7.0f} accounts with their spaces a minute ({took})")
        approving, span, edited = running.measure(told.people, AS_MAKE_RUN, together=True)
        edits += edited
        say(f"an association of {told.people}: approved in {approving:.0f} s, ready {span / 60:.1f} minutes later")
        say(f"edits after creation: {edits} (50 in ten minutes are allowed)")
        running.check()
    if edits:
        raise SystemExit("something was edited that belongs in the creation")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--workers", default="1,4,16")
    parser.add_argument("--people", type=int, default=450)
    parser.add_argument("--call", type=float, default=0.02)
    parser.add_argument("--prepare", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--together", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.prepare:
        say(json.dumps(prepare(arguments.prepare, together=arguments.together)))
    else:
        os.environ.pop("DATABASE_URL", None)
        main(arguments)
