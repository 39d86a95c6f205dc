"""What an operator may set or call is written down, and what is written down exists."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT = Path(settings.BASE_DIR)
OPERATORS = [ROOT / "README.md", *sorted((ROOT / "deploy").glob("*.md"))]
TEXT = "\n".join(path.read_text() for path in OPERATORS)
FOR_DEVELOPERS = {"PORT"}
APPS = ("accounts", "courses", "forum", "hosting", "portal")
COMMANDS = {name: app for name, app in get_commands().items() if app.split(".")[0] in APPS}


def test_every_variable_that_the_settings_read_is_written_down():
    code = "\n".join(path.read_text() for path in (ROOT / "portal" / "settings").glob("*.py"))
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', code))
    assert len(read) > 25
    assert {name for name in read - FOR_DEVELOPERS if f"`{name}`" not in TEXT} == set()


def test_every_command_is_written_down_but_those_of_make():
    of_make = {"run_embedded"}
    assert {name for name in set(COMMANDS) - of_make if not re.search(rf"`(manage\.py )?{name}\b", TEXT)} == set()


def test_commands_in_examples_exist_with_their_options():
    examples = TEXT + (ROOT / "CHANGELOG.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    for name, rest in set(re.findall(r"manage\.py (?!help)(\w+)([^`\n|#&]*)", examples)):
        assert name in {*COMMANDS, "collectstatic", "migrate"}, name
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        known = {option for action in parser._actions for option in action.option_strings}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= known, name
