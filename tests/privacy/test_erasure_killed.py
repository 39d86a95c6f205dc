"""A worker that erases somebody is killed at any moment, in truth: nothing is lost, doubled or forgotten."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.contract.sandbox_process import ROOT
from tests.prepared import migrated_copy

pytestmark = pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="brings an SQLite file of its own"
)


PATIENCE, PATIENCE_EACH = 200, 15  # seconds, on a busy machine


@pytest.mark.parametrize(
    ("kills", "strikes"), [(1, 4), pytest.param(200, 5, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_an_erasure_killed_at_any_moment_forgets_nothing(tmp_path, kills, strikes):
    var = tmp_path / "var"
    var.mkdir()
    migrated_copy(var / "portal.sqlite3")
    environment = {
        **os.environ,
        "CHATIERE_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_URL": f"sqlite:///{var / 'portal.sqlite3'}",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", "tests.privacy.erasing_process", str(kills), str(strikes)]
    patience = PATIENCE + PATIENCE_EACH * kills
    told = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=patience, check=False
    )
    assert told.returncode == 0, told.stderr[-3000:]
    calm, *struck = [json.loads(line) for line in told.stdout.splitlines()]
    assert sum(life["killed"] for life in struck) >= kills
    for life in (calm, *struck):
        del life["killed"], life["seconds"]
    assert calm["files"] == [] and calm["farewells"] == 1
    assert calm["kept"] == {"people.User": 1, "people.Consent": 1, "account.EmailAddress": 1}
    assert struck == [calm] * len(struck)
