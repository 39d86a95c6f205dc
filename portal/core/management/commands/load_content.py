"""Loads the content that ships into the database, all or nothing; run again, it adds only what is missing."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.core import content, page_cache, written_files


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo", action="store_true", help="also an invented host and its people (never on a real host)"
        )

    @written_files.atomic()
    def handle(self, *args, demo=False, **options):
        if demo and not settings.DEMO:
            raise CommandError("--demo brings invented people whose passwords are known: never on a real host.")
        for kind in (False, True) if demo else (False,):
            for loader in content.loaders(demo=kind):
                counts = loader.load()
                made = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing new"
                self.stdout.write(f"  {loader.name}: {made}")
        page_cache.purge()
