"""Writes the questions of a lesson as a GIFT bank, which Moodle reads. What GIFT cannot say is kept in the file as a
comment and told here."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from courses.exchange.gift_writing import write_gift
from courses.exchange.named import named_lesson
from courses.exchange.pages import lesson_as_file


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("lesson", help="<course>/<lesson>, by their slugs")
        parser.add_argument("file", type=Path, help="the file to write; one that is there is not touched")

    def handle(self, *args, lesson: str, file: Path, **options):
        page = named_lesson(lesson)
        if page is None:
            raise CommandError(f"there is no lesson `{lesson}`; write <course>/<lesson>")
        questions = lesson_as_file(page).questions
        if not questions:
            raise CommandError(f"`{lesson}` has no questions; nothing was written")
        course = page.get_parent().get_parent().specific
        text, notes = write_gift(questions, name=f"{course.slug}/{page.slug}", language=course.language)
        try:
            with file.open("x", encoding="utf-8") as target:
                target.write(text)
        except FileExistsError as error:
            raise CommandError(f"{file} is there already; nothing was written") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{file}: {len(questions)} questions")
        for note in notes:
            self.stdout.write(f"  {note}")
