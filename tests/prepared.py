"""What takes long and is the same for every test, made once by the test command: a migrated database, a first start.

Both are found by environment variables. Without them (plain `pytest`) each test process makes its own.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.embedded import ROOT, embedded_environment, free_port, start_portal, stop_portal

MIGRATED = "CHATIERE_TEST_MIGRATED"  # a file of SQLite, or the name of a database of PostgreSQL
FIRST_START = "CHATIERE_TEST_FIRST_START"  # what `make run` leaves in var/ when it was stopped after its first start


def migrated_file() -> Path | None:
    """The migrated database of SQLite, if one was prepared."""
    file = Path(os.environ.get(MIGRATED, ""))
    return file if file.is_file() else None


def fill(var: Path) -> Path:
    """Put the files of a first start into an empty folder, if they were prepared: the start there is a second one."""
    prepared = os.environ.get(FIRST_START)
    if prepared and Path(prepared).is_dir():
        shutil.copytree(prepared, var, dirs_exist_ok=True)
    return var


def migrate(var: Path, **settings: str) -> None:
    """The tables of the embedded mode, without a row of content: in `var`, or where DATABASE_URL says."""
    var.mkdir()
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=embedded_environment(var, **settings), check=True)


def migrate_and_copy(var: Path, file: Path) -> None:
    """An empty, migrated SQLite database in `var`, and a copy of it as `file`."""
    migrate(var)
    source, copy = sqlite3.connect(next(var.glob("*.sqlite3"))), sqlite3.connect(file)
    source.backup(copy)
    source.close()
    copy.close()


def migrated_copy(file: Path) -> None:
    """An empty, migrated SQLite database as `file`: a copy of the prepared one, or made now."""
    if ready := migrated_file():
        shutil.copy(ready, file)
        return
    with tempfile.TemporaryDirectory() as folder:
        migrate_and_copy(Path(folder, "var"), file)


def start_once(var: Path) -> None:
    stop_portal(start_portal(var, free_port()))


if __name__ == "__main__":
    {"migrate": migrate_and_copy, "start": start_once}[sys.argv[1]](*map(Path, sys.argv[2:]))
