"""`manage.py export_status DIR`: a copy of the incident log for another host to serve."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hosting.incidents import status_copy


class Command(BaseCommand):
    help = (
        "Writes a copy of the incident log (pages, stylesheet, feed, calendar, JSON) that another host can serve when "
        "the portal is down. DIR becomes a symbolic link to the newest copy and is replaced at once: see "
        "deploy/status-copy.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *args, directory: Path, **options):
        try:
            count = status_copy.write(directory)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} files in {directory}")
