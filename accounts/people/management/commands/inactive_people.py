"""Who would be warned, suspended or deleted tonight for not having signed in for long. Changes nothing.

The delays, and whether they are applied at all, are set in /cms/ (Settings, Inactive accounts).
"""

from django.core.management.base import BaseCommand

from accounts.people import inactivity
from accounts.people.models import InactivityPolicy


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        applied = "applied every night" if InactivityPolicy.load().is_applied else "not applied: a rehearsal"
        self.stdout.write(f"The policy is {applied}.")
        for step, people in inactivity.plan().items():
            self.stdout.write(f"{step}: {len(people)}")
            for person in people:
                seen = person.last_login.date() if person.last_login else "never"
                self.stdout.write(f"  {person.pk} {person.public_name}, last seen: {seen}")
