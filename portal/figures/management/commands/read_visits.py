"""Counts the page views of a web log without addresses (deploy/visits.md), from where it was last read."""

from django.core.management.base import BaseCommand, CommandError

from portal.figures import visits


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("log", nargs="?", help="the file; VISITS_LOG when left out")

    def handle(self, *args, log=None, **options):
        try:
            self.stdout.write(f"  pages: {visits.read(log)}")
        except OSError as error:
            raise CommandError(str(error)) from error
