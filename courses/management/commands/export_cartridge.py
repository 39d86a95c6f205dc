"""Writes a course as a Common Cartridge (.imscc), for another learning platform. What the format cannot say (lines to
match, things to put in order) is kept as text in the lesson, and listed here."""

import shutil
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from courses.exchange import archives, cartridge
from courses.exchange.named import public_course
from courses.exchange.pages import published_course


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the course's slug, the last part of its address")
        parser.add_argument("file", type=Path, help="the file to write; one that is there is not touched")
        parser.add_argument("--cartridge-version", choices=cartridge.VERSIONS, default="1.3", help="1.1 is for Moodle")

    def handle(self, *args, slug: str, file: Path, cartridge_version="1.3", **options):
        page = public_course(slug)
        if page is None:
            raise CommandError(f"there is no public course `{slug}`")
        if file.exists():
            raise CommandError(f"{file} is there already; nothing was written")
        course, left_out = published_course(page)
        if not course.lessons:
            raise CommandError(f"`{slug}` has no public lesson; nothing was written")
        portal = Site.objects.get(is_default_site=True).root_url
        files, notes = cartridge.cartridge_files(course, version=cartridge_version, portal=portal)
        self._write(files, file)
        quizzes = sum(name.startswith("quizzes/") for name in files)
        self.stdout.write(f"{file}: {len(course.lessons)} lessons, {quizzes} quizzes, {len(files)} files")
        for note in [*notes, *(f"not public, left out: {address}" for address in left_out)]:
            self.stdout.write(f"  {note}")

    def _write(self, files: dict, file: Path) -> None:
        try:
            with tempfile.TemporaryDirectory() as place:
                packed = Path(place) / "packed.imscc"
                archives.pack(files, packed)
                with packed.open("rb") as source, file.open("xb") as target:
                    shutil.copyfileobj(source, target)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
