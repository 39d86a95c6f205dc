"""A real host refuses to start on what is missing, short or left as shipped, and names the variable."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

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


SAY = "import portal.settings.production as s; print(s.ALLOWED_HOSTS, s.DEBUG, s.DEMO)"


def start(tmp_path, *words: str, **changes) -> subprocess.CompletedProcess:
    """Load the production settings in a process of their own, or run Python with these words; a variable changed to
    None is missing."""
    environment = {**COMPLETE, **changes, "CHATIERE_VAR": str(tmp_path), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, *(words or ("-c", SAY))],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_complete_environment_starts_without_demo_or_debug(tmp_path):
    done = start(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['chat.example.org', 'www.chat.example.org'] False False"


@pytest.mark.parametrize(
    ("name", "value"),
    [
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
    ],
)
def test_a_refusal_names_the_variable_and_never_its_value(tmp_path, name, value):
    done = start(tmp_path, **{name: value})
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last and name in last
    if value and len(value.strip()) > 5:
        assert value not in last


def test_a_host_without_attestations_needs_no_key_to_sign_them(tmp_path):
    done = start(tmp_path, CREDENTIALS_SIGNING_KEY=None, ATTESTATIONS="no")
    assert done.returncode == 0, done.stderr


def test_a_key_to_sign_people_in_elsewhere_may_be_absent_and_must_be_one_that_servers_read(tmp_path):
    assert start(tmp_path, OIDC_SIGNING_KEY=signing_keys.new_rsa_key().replace("\n", "\\n")).returncode == 0
    for wrong in ("une-phrase-qui-n-est-pas-une-clé", signing_keys.new_key().replace("\n", "\\n")):
        done = start(tmp_path, OIDC_SIGNING_KEY=wrong)
        last = done.stderr.strip().splitlines()[-1]
        assert done.returncode != 0 and "OIDC_SIGNING_KEY" in last and wrong not in last


def test_a_proxy_in_front_is_trusted_and_a_mail_server_that_hangs_is_left(tmp_path):
    say = "import portal.settings.production as s; print(s.ALLAUTH_TRUSTED_PROXY_COUNT, s.EMAIL_TIMEOUT)"
    assert start(tmp_path, "-c", say).stdout.split() == ["1", "30"]
    assert start(tmp_path, "-c", say, TRUSTED_PROXIES="2").stdout.split() == ["2", "30"]


def test_what_the_broker_and_the_scheduler_write_into_is_there_without_redis(tmp_path):
    assert start(tmp_path).returncode == 0
    assert all((tmp_path / name).is_dir() for name in ("broker/queue", "broker/control", "broker/processed", "beat"))


def test_the_command_line_is_a_real_hosts_and_says_what_a_developer_wants(tmp_path):
    done = start(tmp_path, "manage.py", "migrate", SECRET_KEY=None)
    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr
    assert "portal.settings.dev" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "secret-key").exists()


def test_a_real_host_takes_no_demonstration(tmp_path):
    done = start(tmp_path, "manage.py", "load_content", "--demo")
    assert done.returncode == 1
    assert "never on a real host" in done.stderr
    done = start(tmp_path, "manage.py", "run_embedded", DJANGO_SETTINGS_MODULE="portal.settings.production")
    assert done.returncode == 1
    assert "make run" in done.stderr
