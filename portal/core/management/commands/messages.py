"""Catalogue of messages without gettext's tools: collect from code and templates, merge, check, compile.

manage.py messages            collect new messages into portal/locale, keep translations
manage.py messages --check    fail when a message has no French, or a fuzzy one
manage.py messages --compile  write the .mo files (git ignores them)
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
SOURCES = ("portal", "accounts", "hosting", "courses", "forum", "templates")
LOCALE = Path(settings.BASE_DIR) / "portal" / "locale"
PO = LOCALE / "fr" / "LC_MESSAGES" / "django.po"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--compile", action="store_true")

    def handle(self, *args, check=False, compile=False, **options):  # noqa: A002 - Django's option name
        if compile:
            return compile_catalogue()
        catalogue = merged_catalogue()
        missing = [message.id for message in catalogue if message.id and not is_translated(message)]
        if check:
            if missing:
                raise CommandError(f"{len(missing)} messages without French:\n" + "\n".join(map(repr, missing)))
            self.stdout.write(f"{len(catalogue)} messages, all in French")
            return None
        write_catalogue(catalogue)
        self.stdout.write(f"{len(catalogue)} messages, {len(missing)} without French")
        return None


def is_translated(message) -> bool:
    """Every form has its words, and nobody marked it as doubtful."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(forms) and not message.fuzzy


def found_messages() -> Catalog:
    """All messages in code and templates."""
    found = Catalog(locale="fr", domain="django", charset="utf-8")
    for source in SOURCES:
        for path in sorted((Path(settings.BASE_DIR) / source).rglob("*")):
            if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts:
                continue
            if path.suffix == ".txt" and source != "templates":
                continue
            text = path.read_text()
            if path.suffix != ".py":
                text = templatize(text, origin=str(path))
            for _line, message, comments, context in extract(
                "python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
            ):
                found.add(message, auto_comments=comments, context=context)
    return found


def known_translations() -> Catalog:
    """The catalogue in force."""
    if not PO.exists():
        return Catalog(locale="fr", domain="django", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="fr", domain="django")


def merged_catalogue() -> Catalog:
    """What is found, with the French that is known. Nothing is guessed: no fuzzy matching."""
    catalogue = found_messages()
    known = known_translations()
    for message in catalogue:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None and is_translated(old):
            message.string = old.string
    return catalogue


def write_catalogue(catalogue: Catalog) -> None:
    """Sorted and without places, so that two branches seldom touch the same lines."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalogue.header_comment = "# French catalogue of Chatière. Made by `manage.py messages`."
    with PO.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, omit_header=False, width=110)


def compile_catalogue() -> None:
    """Write django.mo beside the catalogue, and use it from now on in this process too."""
    compiled = PO.with_suffix(".mo")
    with compiled.open("wb") as file:
        write_mo(file, known_translations())
    # Translations are read once a process: without this the first `make run` loads its content in English.
    language = translation.get_language()
    translation_file_changed(None, compiled)
    if language:
        translation.activate(language)
