"""Indexes everything that can be found afresh."""

from django.core.management.base import BaseCommand

from portal.search import actions


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        counts = actions.rebuild()
        for kind, count in counts.items():
            self.stdout.write(f"  {kind}: {count}")
        self.stdout.write(f"{sum(counts.values())} entries")
