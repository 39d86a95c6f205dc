"""Counts the nightly figures of yesterday, or of the day that is given (only what can still be known of it)."""

from datetime import date

from django.core.management.base import BaseCommand

from portal.figures import actions


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--day", type=date.fromisoformat, help="YYYY-MM-DD; yesterday when left out")

    def handle(self, *args, day=None, **options):
        for name, rows in actions.count_figures(day=day).items():
            self.stdout.write(f"  {name}: {rows}")
