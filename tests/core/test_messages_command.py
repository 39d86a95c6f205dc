"""The catalogue without gettext's tools: what is missing is named, what is translated is kept and served."""

import gettext
from io import StringIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.core.management import CommandError, call_command

from portal.core.management.commands import messages


@pytest.fixture
def house(tmp_path, settings, monkeypatch):
    """A small program with messages of every kind, and its catalogue."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "words.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        'def say(n):\n    return _("Welcome"), ngettext("%(n)s cat", "%(n)s cats", n), pgettext("menu", "Open")\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        '{% translate "Services" %}'
        "{% blocktranslate count n=n %}{{ n }} door{% plural %}{{ n }} doors{% endblocktranslate %}"
    )
    monkeypatch.setattr(messages, "PO", tmp_path / "portal" / "locale" / "fr" / "LC_MESSAGES" / "django.po")
    return tmp_path


def run(**options) -> str:
    out = StringIO()
    call_command("messages", stdout=out, **options)
    return out.getvalue()


def catalogue() -> Catalog:
    with messages.PO.open("rb") as file:
        return read_po(file, locale="fr")


def translate_all():
    words = catalogue()
    for message in words:
        if message.id:
            message.string = ("un {n}", "des {n}") if isinstance(message.id, tuple) else f"fr {message.id}"
    with messages.PO.open("wb") as file:
        write_po(file, words)


def test_messages_of_code_and_templates_are_collected_with_plurals_and_contexts(house):
    assert run() == "5 messages, 5 without French\n"
    found = {(message.id, message.context) for message in catalogue() if message.id}
    assert found == {
        ("Welcome", None),
        ("Services", None),
        ("Open", "menu"),
        (("%(n)s cat", "%(n)s cats"), None),
        (("%(n)s door", "%(n)s doors"), None),
    }


def test_a_message_without_french_is_refused_by_name(house):
    run()
    with pytest.raises(CommandError, match="Welcome"):
        run(check=True)


def test_a_doubtful_translation_counts_as_missing(house):
    run()
    translate_all()
    words = catalogue()
    words.get("Welcome").flags.add("fuzzy")
    with messages.PO.open("wb") as file:
        write_po(file, words)
    with pytest.raises(CommandError, match="Welcome"):
        run(check=True)


def test_a_plural_with_one_form_only_counts_as_missing(house):
    run()
    translate_all()
    words = catalogue()
    words.get(("%(n)s cat", "%(n)s cats")).string = ("un chat", "")
    with messages.PO.open("wb") as file:
        write_po(file, words)
    with pytest.raises(CommandError, match="cat"):
        run(check=True)


def test_a_complete_catalogue_passes_and_is_served(house):
    run()
    translate_all()
    assert "all in French" in run(check=True)
    run(compile=True)
    with messages.PO.with_suffix(".mo").open("rb") as file:
        served = gettext.GNUTranslations(file)
    assert served.gettext("Welcome") == "fr Welcome"
    assert served.pgettext("menu", "Open") == "fr Open"
    assert served.ngettext("%(n)s cat", "%(n)s cats", 2) == "des {n}"


def test_translations_are_kept_and_what_left_the_code_goes(house):
    run()
    translate_all()
    (house / "portal" / "words.py").write_text('from django.utils.translation import gettext as _\n_("Welcome")\n')
    run()
    assert catalogue().get("Welcome").string == "fr Welcome"
    assert catalogue().get("Open", "menu") is None
