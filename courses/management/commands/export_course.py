"""Writes a course as the Markdown, YAML and pictures of courses/content/, into a folder or a .zip.

What is public is written; drafts are named and left out. `import_course` reads the result back as the same course. A
folder or archive that holds anything but this course is not touched.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from courses.exchange.exporting import OccupiedTarget, export_archive, export_folder
from courses.exchange.files import BrokenCourse
from courses.exchange.named import public_course
from courses.exchange.pages import published_course


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the course's slug, the last part of its address")
        parser.add_argument("target", type=Path, help="a folder, or a file that ends in .zip")

    def handle(self, *args, slug: str, target: Path, **options):
        page = public_course(slug)
        if page is None:
            raise CommandError(f"there is no public course `{slug}`")
        course, left_out = published_course(page)
        write = export_archive if target.suffix.lower() == ".zip" else export_folder
        try:
            report = write(course, target)
        except OccupiedTarget as occupied:
            raise CommandError(f"{occupied}; nothing was written") from occupied
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}") from error
        except BrokenCourse as broken:
            for error in broken.errors:
                self.stderr.write(str(error))
            raise CommandError(f"{len(broken.errors)} things that files cannot say; nothing was written") from broken
        self.stdout.write(f"{report.path}: {len(course.lessons)} lessons, {report.files} files")
        for address in left_out:
            self.stdout.write(f"  not public, left out: {address}")
        for name in report.left_alone:
            self.stdout.write(f"  not of the course, left alone: {name}")
