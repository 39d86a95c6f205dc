"""Reads the environment, the only source of secrets, hosts and addresses."""

from pathlib import Path

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Everything a run writes: database, broker, cache, mails, uploads. Ignored by git.
VAR_DIR = Path(env.str("CHATIERE_VAR", default=str(BASE_DIR / "var")))
