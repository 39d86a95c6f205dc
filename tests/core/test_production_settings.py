"""A real host refuses to start on what is missing, short or left as shipped, and names the variable."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.core import signing_keys

COMPLETE = {
    "SECRET_KEY": "q7-Zr2!mXw9_Lk4+Vb8=Tn5@Hs3#Yd6%Jf1&Pg0*Cu" * 2,
    "ALLOWED_HOSTS": "chat.example.org, www.chat.example.org",
    "NEXTCLOUD_URL": "https://nuage.example.org",
    "NEXTCLOUD_USER": "portail",
    "NEXTCLOUD_PASSWORD": "un-mot-de-passe-d-application",
    "EMAIL_URL": "smtp://mail.example.org:25",
    "DEFAULT_FROM_EMAIL": "Notre hébergeur <ne-pas-repondre@example.org>",
    # as a file of variables holds it, on one line
    "CREDENTIALS_SIGNING_KEY": signing_keys.new_key().replace("\n", "\\n"),
}
# Loads the settings once for each line of changes: the process starts once, what it learned of the former is dropped.
LOAD = """
import importlib, json, os, sys
from django.core.exceptions import ImproperlyConfigured
given, told = dict(os.environ), ["ALLOWED_HOSTS", "DEBUG", "DEMO", "ALLAUTH_TRUSTED_PROXY_COUNT", "EMAIL_TIMEOUT"]
for changes in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update({name: value for name, value in (given | changes).items() if value is not None})
    for name in [name for name in sys.modules if name.startswith("portal.settings")]:
        del sys.modules[name]
    try:
        module = importlib.import_module("portal.settings.production")
        print(json.dumps({name: getattr(module, name) for name in told}))
    except ImproperlyConfigured as refusal:
        print(json.dumps(str(refusal)))
"""


def run(tmp_path, *words: str, typed: str = "", **changes) -> subprocess.CompletedProcess:
    """Python with these words, in the environment of a real host; a variable changed to None is missing."""
    environment = {**COMPLETE, **changes, "CHATIERE_VAR": str(tmp_path), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in environment.items() if value is not None},
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def load(tmp_path, *changes: dict) -> list[dict | str]:
    """The production settings with each of these changes: some of their values, or why they refuse to be loaded."""
    done = run(tmp_path, "-c", LOAD, typed=json.dumps(changes))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_complete_environment_starts_without_demo_or_debug_and_has_its_folders(tmp_path):
    [told] = load(tmp_path, {})
    assert told["ALLOWED_HOSTS"] == ["chat.example.org", "www.chat.example.org"]
    assert not told["DEBUG"] and not told["DEMO"]
    # what the broker and the scheduler write into, without Redis
    assert all((tmp_path / name).is_dir() for name in ("broker/queue", "broker/control", "broker/processed", "beat"))


def test_a_refusal_names_the_variable_and_never_its_value(tmp_path):
    cases = [
        *[(name, None) for name in COMPLETE],
        *[(name, "") for name in COMPLETE],
        *[(name, "change-me" + "x" * 60) for name in ("SECRET_KEY", "NEXTCLOUD_PASSWORD")],
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", " " * 60),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-" + "x7" * 30),
        ("NEXTCLOUD_PASSWORD", "court"),
        ("NEXTCLOUD_PASSWORD", "sandbox-bot-password"),
        ("ALLOWED_HOSTS", " , "),
        ("ALLOWED_HOSTS", "*"),
        ("EMAIL_URL", "   "),
        ("EMAIL_URL", "smpt://mail.example.org"),
        ("NEXTCLOUD_URL", "http://nuage.example.org"),
        ("NEXTCLOUD_URL", "nuage.example.org"),
        ("DEFAULT_FROM_EMAIL", "Notre hébergeur"),
        ("CREDENTIALS_SIGNING_KEY", "une-phrase-qui-n-est-pas-une-clé" * 4),
        ("OIDC_SIGNING_KEY", "une-phrase-qui-n-est-pas-une-clé"),
        ("OIDC_SIGNING_KEY", signing_keys.new_key().replace("\n", "\\n")),  # no RSA key
    ]
    answers = load(tmp_path, *({name: value} for name, value in cases))
    for (name, value), refusal in zip(cases, answers, strict=True):
        assert isinstance(refusal, str) and name in refusal, (name, value, refusal)
        if value and len(value.strip()) > 5:
            assert value not in refusal


def test_what_a_host_may_do_without_and_what_it_may_choose(tmp_path):
    rsa = signing_keys.new_rsa_key().replace("\n", "\\n")
    without_attestations, signing_on, behind_two = load(
        tmp_path,
        {"CREDENTIALS_SIGNING_KEY": None, "ATTESTATIONS": "no"},
        {"OIDC_SIGNING_KEY": rsa},
        {"TRUSTED_PROXIES": "2"},
    )
    assert isinstance(signing_on, dict)
    assert without_attestations["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert behind_two["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2
    # a mail server that hangs is left
    assert behind_two["EMAIL_TIMEOUT"] == 30


def test_the_command_line_is_a_real_hosts_and_says_what_a_developer_wants(tmp_path):
    done = run(tmp_path, "manage.py", "migrate", SECRET_KEY=None)
    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr
    assert "portal.settings.dev" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "secret-key").exists()


@pytest.mark.django_db
def test_a_real_host_takes_no_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="never on a real host"):
        call_command("load_content", demo=True)
    with pytest.raises(CommandError, match="make run"):
        call_command("run_embedded")
