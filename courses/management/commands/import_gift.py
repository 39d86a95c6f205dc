"""Adds the questions of a GIFT bank to the draft of a lesson; an author reads them again in /cms/ and publishes.

All or nothing: one broken question, or one that cannot be asked here (numerical, essay, description, part of the
points), refuses the file, each named with its line. `--skip` leaves the latter out and takes the others.
Questions that are there stay; a name that is taken gets a number.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from courses.exchange.actions import add_questions
from courses.exchange.gift_reading import MAX_BYTES, read_gift
from courses.exchange.named import named_lesson


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a GIFT file, UTF-8")
        parser.add_argument("lesson", help="<course>/<lesson>, by their slugs")
        parser.add_argument("--skip", action="store_true", help="leave out what cannot be asked here, with a note")

    def handle(self, *args, file: Path, lesson: str, skip=False, **options):
        page = named_lesson(lesson)
        if page is None:
            raise CommandError(f"there is no lesson `{lesson}`; write <course>/<lesson>")
        language = page.get_parent().get_parent().specific.language
        bank = read_gift(self._content(file), path=file.name, language=language)
        refused = bank.errors + ([] if skip else bank.skipped)
        for error in sorted(refused, key=lambda error: error.line):
            self.stderr.write(str(error))
        if refused:
            raise CommandError(f"{len(refused)} questions cannot be taken; nothing was changed")
        if not bank.questions:
            raise CommandError(f"{file} holds no question that can be asked here; nothing was changed")
        names = add_questions(lesson=page, questions=bank.questions)
        self.stdout.write(f"{len(names)} questions added to the draft of {page.url_path}: {', '.join(names)}")
        for note in sorted(bank.notes + bank.skipped, key=lambda note: note.line):
            self.stdout.write(f"  {note}")

    def _content(self, file: Path) -> bytes:
        try:
            with file.open("rb") as source:
                return source.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
