"""django-machina is overridden everywhere, migrates by our files, and shows nothing of its own."""

import sys
from contextlib import suppress
from importlib import import_module
from io import StringIO
from pathlib import Path

import machina
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import models
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from machina.core.loading import get_class

MODELS = [
    ("forum.Forum", "forum.machina.forum.models"),
    ("forum_conversation.Topic", "forum.machina.forum_conversation.models"),
    ("forum_conversation.Post", "forum.machina.forum_conversation.models"),
    ("forum_polls.TopicPoll", "forum.machina.forum_conversation.forum_polls.models"),
    ("forum_polls.TopicPollOption", "forum.machina.forum_conversation.forum_polls.models"),
    ("forum_polls.TopicPollVote", "forum.machina.forum_conversation.forum_polls.models"),
    ("forum_attachments.Attachment", "forum.machina.forum_conversation.forum_attachments.models"),
    ("forum_member.ForumProfile", "forum.machina.forum_member.models"),
    ("forum_permission.ForumPermission", "forum.machina.forum_permission.models"),
    ("forum_permission.GroupForumPermission", "forum.machina.forum_permission.models"),
    ("forum_permission.UserForumPermission", "forum.machina.forum_permission.models"),
    ("forum_tracking.ForumReadTrack", "forum.machina.forum_tracking.models"),
    ("forum_tracking.TopicReadTrack", "forum.machina.forum_tracking.models"),
]
LABELS = sorted({label.split(".")[0] for label, _module in MODELS})


@pytest.mark.parametrize(("label", "module"), MODELS)
def test_each_model_in_use_is_our_override(label, module):
    assert apps.get_model(label).__module__ == module


@pytest.mark.parametrize("label", LABELS)
def test_each_app_of_machina_is_ours_with_its_old_kind_of_keys(label):
    config = apps.get_app_config(label)
    assert config.name.startswith("forum.machina.")
    assert config.default_auto_field == "django.db.models.AutoField"
    for model in config.get_models():
        assert type(model._meta.pk) is models.AutoField


def test_no_model_of_these_apps_escaped_the_list():
    listed = {label for label, _module in MODELS}
    found = {model._meta.label for label in LABELS for model in apps.get_app_config(label).get_models()}
    assert found == listed


def test_machina_itself_asks_our_checker():
    checker = get_class("forum_permission.checker", "ForumPermissionChecker")
    assert checker.__module__ == "forum.machina.forum_permission.checker"


@pytest.mark.django_db
def test_machinas_permission_handler_answers_from_our_rules(board, member, moderator):
    handler = get_class("forum_permission.handler", "PermissionHandler")()
    assert handler.can_add_topic(board, member)
    assert not handler.can_lock_topics(board, member)
    assert handler.can_lock_topics(board, moderator)


@pytest.mark.django_db
def test_no_migration_is_wanted():
    output = StringIO()
    call_command("makemigrations", *LABELS, "support", "--check", "--dry-run", stdout=output)
    assert "No changes" in output.getvalue()


@pytest.mark.parametrize("label", LABELS)
def test_migrations_are_ours(label):
    folder = Path(import_module(settings.MIGRATION_MODULES[label]).__file__).parent
    assert folder.is_relative_to(settings.BASE_DIR / "forum" / "machina")
    assert "site-packages" not in str(folder.relative_to(settings.BASE_DIR))


def test_machinas_templates_cannot_be_found():
    root = Path(machina.__file__).parent / "templates" / "machina"
    names = [str(path.relative_to(root)) for path in root.rglob("*.html")]
    assert len(names) > 40
    for name in names:
        with suppress(TemplateDoesNotExist):
            # of the same name at most, as forum/index.html
            assert Path(get_template(name).origin.name).is_relative_to(settings.BASE_DIR / "templates")


def test_machinas_static_files_cannot_be_found():
    assert finders.find("machina/build/js/machina.packages.min.js") in (None, [])
    served = [path for finder in finders.get_finders() for path, _storage in finder.list([])]
    assert served
    assert not [path for path in served if "machina" in path]


def test_haystack_is_never_imported():
    assert "haystack" not in sys.modules
    assert "machina.apps.forum_search" not in sys.modules


@pytest.mark.parametrize("name", ["forum_conversation:topic", "forum_moderation:queue", "forum_member:profile"])
def test_no_view_of_machina_is_mounted(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_middleware_of_machina_runs():
    assert not [name for name in settings.MIDDLEWARE if "machina" in name]


@pytest.mark.parametrize("label", LABELS + ["support"])
def test_no_table_keeps_network_addresses(label):
    for model in apps.get_app_config(label).get_models():
        for field in model._meta.get_fields():
            assert not isinstance(field, models.GenericIPAddressField), field
            assert "ip" not in field.name.split("_"), field
