"""Five hundred people have subscribed to incidents: how long does the editor wait who publishes one, and the worker?

python -m tests.load.incident_mails [--subscribers 500] [--times 10]

Real PostgreSQL and Redis (both from pip), mails over SMTP to a server of this script that takes everything. Prints what
opening and publishing an incident in /cms/ costs with nobody and with everybody subscribed: milliseconds of the request
(the middle one, the slowest) and queries, with the queue filled and no worker running; then what one run of the
worker's task takes until the last mail has left, and how many mailboxes have it. Ends with an error unless one run
brings every mailbox its mail, once, and subscribers cost the editor no query.
"""

import argparse
import json
import re
import socketserver
import statistics
import sys
import threading
import time
from collections import Counter

from .serving import migrated_portal, python

OPEN = "/cms/snippets/incidents/incident/add/"


class Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP as a program needs that hands mails in; the server counts who has how many."""

    def handle(self):
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT"):
                self.server.got[re.search(r"<(.+)>", line)[1]] += 1
            if word == "DATA":
                self._say("354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
            self._say("221 bye" if word == "QUIT" else "250 well")
            if word == "QUIT":
                break

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class PostOffice(socketserver.ThreadingTCPServer):
    """Takes every mail on a free port; `got` is address → number of mails."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Mailbox)
        self.got: Counter[str] = Counter()
        threading.Thread(target=self.serve_forever, daemon=True).start()


def measure(subscribers: int, times: int) -> dict:
    """Publish for nobody, then for everybody, then run the task once."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from hosting.incidents.models import Broadcast, Subscriber
    from hosting.incidents.tasks import spread

    office, editor = PostOffice(), Editor()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = office.server_address
    told = {"nobody": editor.publish_often(times)}
    Subscriber.objects.bulk_create(
        Subscriber(email=f"s{number}@load.example.org", all_services=True, confirmed_at=timezone.now())
        for number in range(subscribers)
    )
    told["everybody"] = editor.publish_often(times)
    broadcast = Broadcast.objects.latest("pk")
    began = time.monotonic()
    told["left"] = spread(broadcast.pk)
    told["seconds"] = time.monotonic() - began
    told["once"] = sum(count == 1 for count in office.got.values())
    told["mailboxes"] = len(office.got)
    return told


class Editor:
    """Somebody of the team, signed in to /cms/."""

    def __init__(self):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
        from django.contrib.auth.models import Group
        from django.test import Client

        from accounts.people.models import User
        from tests.conftest import force_login_with_second_factor
        from tests.factories.log import ServiceFactory

        person = User.objects.create_user("staff@load.example.org", "pass", public_name="Équipe")
        TOTP.activate(person, generate_totp_secret())
        person.groups.add(Group.objects.get(name="staff"))
        self.client = Client(headers={"Sec-Fetch-Site": "same-origin", "Host": "127.0.0.1"})
        force_login_with_second_factor(self.client, person)
        self.service = ServiceFactory()

    def publish_often(self, times: int) -> dict:
        """The first one, which looks things up for the process, is left out."""
        waits = [self._publish()[0] for _turn in range(times + 1)][1:]
        return {"middle": statistics.median(waits), "slowest": max(waits), "queries": self._publish()[1]}

    def _publish(self) -> tuple[float, int]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext
        from django.utils import timezone

        fields = {
            "title": "Les pads ne s’ouvrent plus",
            "kind": "incident",
            "severity": "major",
            "starts_at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
            "state": "investigating",
            "text": "Nous regardons.",
            "is_published": "on",
            f"service_{self.service.pk}": "major_outage",
        }
        with CaptureQueriesContext(connection) as queries:
            began = time.monotonic()
            answer = self.client.post(OPEN, fields)
            took = (time.monotonic() - began) * 1000
        assert answer.status_code == 302, answer.status_code
        return took, len(queries)


def run(subscribers: int, times: int) -> int:
    words = ("--measure", "--subscribers", str(subscribers), "--times", str(times))
    with migrated_portal() as environment:
        told = json.loads(python(environment, "-m", "tests.load.incident_mails", *words).splitlines()[-1])
    say = sys.stdout.write
    for who, count in (("nobody", 0), ("everybody", subscribers)):
        wait = told[who]
        say(f"publishing with {count} subscribers: {wait['middle']:.0f} ms (slowest {wait['slowest']:.0f} ms), ")
        say(f"{wait['queries']} queries\n")
    say(f"one run of the task: {told['left']} mails in {told['seconds']:.1f} s\n")
    say(f"mailboxes with the mail {told['mailboxes']} of {subscribers}, once {told['once']}\n")
    is_whole = told["left"] == told["mailboxes"] == told["once"] == subscribers
    return 0 if is_whole and told["nobody"]["queries"] == told["everybody"]["queries"] else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subscribers", type=int, default=500)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        sys.stdout.write(json.dumps(measure(options.subscribers, options.times)))
        return 0
    return run(options.subscribers, options.times)


if __name__ == "__main__":
    sys.exit(main())
