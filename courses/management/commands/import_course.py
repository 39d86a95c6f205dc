"""Imports a course from a folder or a .zip of Markdown, YAML and pictures: all of it or nothing, and a second time
nothing changes.

What is wrong is told with file and line. `--dry-run` checks the files and writes nothing.
"""

from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from courses.exchange.actions import import_course
from courses.exchange.archives import BrokenArchive, unpacked
from courses.exchange.files import BrokenCourse, CourseFile
from courses.exchange.reading import read_course
from courses.shipped import course_index


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="the course's folder, which holds course.yaml, or a .zip of it")
        parser.add_argument("--dry-run", action="store_true", help="check the files, write nothing")

    def handle(self, *args, folder: Path, dry_run=False, **options):
        if not folder.exists():
            raise CommandError(f"there is no {folder}")
        try:
            with nullcontext(folder) if folder.is_dir() else unpacked(folder) as place:
                self._import(read_course(place), dry_run)  # inside: recordings are read when they are kept
        except BrokenArchive as broken:
            raise CommandError(f"{folder}: {broken}; nothing was changed") from broken
        except BrokenCourse as broken:
            for error in broken.errors:
                self.stderr.write(str(error))
            raise CommandError(f"{len(broken.errors)} errors; nothing was changed") from broken

    def _import(self, course: CourseFile, dry_run: bool) -> None:
        questions = sum(len(lesson.questions) for lesson in course.lessons)
        self.stdout.write(
            f"{course.slug}: {len(course.sequences)} sequences, {len(course.lessons)} lessons, {questions} questions"
        )
        if dry_run:
            self.stdout.write("The files are right; nothing was written.")
            return
        report = import_course(file=course, index=course_index())
        for outcome in ("created", "updated", "unchanged", "left_alone"):
            self.stdout.write(f"  {outcome.replace('_', ' ')}: {len(getattr(report, outcome))}")
        for address in report.left_alone:
            self.stdout.write(f"    not in the files: {address}")
