"""Reads the files of other hosts for the directory: those that are due, or all of them again with --all."""

from django.core.management.base import BaseCommand

from hosting.directory import actions
from hosting.directory.models import Host, Source


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="also those that were read today")

    def handle(self, *args, **options):
        if options["all"]:
            Source.objects.update(tried_at=None)
            Host.objects.update(tried_at=None)
        for name, count in actions.refresh(seconds=3600).items():
            self.stdout.write(f"  {name}: {count}")
