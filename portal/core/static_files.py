"""Static files: the stylesheet is built from static/css into one file, hashed and compressed with the rest."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, FileSystemFinder, get_finders
from django.contrib.staticfiles.storage import StaticFilesStorage as PlainStorage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from . import stylesheet

SITE_STYLESHEET = "css/site.css"


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for ever-cached files, gzip and brotli beside them."""

    manifest_strict = True


class UnhashedStaticFilesStorage(PlainStorage):
    """For tests: no manifest to build first."""


class SourceFinder(FileSystemFinder):
    """static/ without the CSS sources: only the built stylesheet is delivered."""

    def list(self, ignore_patterns):
        return super().list([*(ignore_patterns or []), "css"])


class StylesheetFinder(BaseFinder):
    """Offers css/site.css, built afresh from its sources whenever it is asked for."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "built", base_url=None)
        self.storage.prefix = None

    def check(self, **kwargs):
        return []

    def _build(self):
        target = settings.VAR_DIR / "built" / SITE_STYLESHEET
        text = stylesheet.build(settings.BASE_DIR / "static" / "css")
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return str(target)

    def find(self, path, find_all=False, **kwargs):
        if path != SITE_STYLESHEET:
            return []
        found = self._build()
        return [found] if find_all else found

    def list(self, ignore_patterns):
        self._build()
        yield SITE_STYLESHEET, self.storage


def sources_fingerprint() -> str:
    """Changes whenever a file that collectstatic would take changes, comes or goes."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            found.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return found.hexdigest()
