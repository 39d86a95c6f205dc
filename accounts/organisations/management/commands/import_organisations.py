"""Organisations and their members out of a CSV file.

manage.py import_organisations file.csv              checks and counts; writes nothing
manage.py import_organisations file.csv --write      writes, when nothing is wrong
manage.py import_organisations file.csv --write --invite   and writes a mail to every new account
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.organisations.importing import plan_import, write_import


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--write", action="store_true")
        parser.add_argument("--invite", action="store_true")

    def handle(self, *args, file, write=False, invite=False, **options):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        plan = plan_import(data)
        if plan.problems:
            lines = [f"line {one.line}, {one.column or 'whole line'}: {one.text}" for one in plan.problems]
            raise CommandError("Nothing was written.\n" + "\n".join(lines))
        self.stdout.write(
            f"{plan.lines} lines, {len(plan.organisations)} organisations, {len(plan.members)} memberships: all is well"
        )
        if not write:
            self.stdout.write("Nothing was written; add --write to do it.")
            return
        counts = write_import(plan=plan, invite=invite)
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
