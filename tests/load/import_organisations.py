"""What a file of 30 000 lines costs that brings in associations and their members.

python -m tests.load.import_organisations [--lines 30000] [--on sqlite,postgres]

Each line is an association with a manager. On a migrated SQLite database, then on a real PostgreSQL (from pip), each
step in a process of its own: a file with a hundred wrong cells, of which nothing may be written; the good file tried,
written, and written again, which must change nothing; a file in which the same people join another association each,
and one in which as many new ones do, who are written to. Prints seconds by the clock and of the processor, megabytes
that the process grew by at its peak, and queries.
"""

import argparse
import io
import json
import resource
import tempfile
import time
from pathlib import Path

from tests.embedded import embedded_environment
from tests.prepared import migrate

from .serving import migrated_portal, python

HEAD = "association;identifiant;territoire;commune;objet;adresse;nom_public;role\n"
TERRITORIES = 100
WRONG = 100
# (step, file, options)
STEPS = (
    ("a file with faults", "faults", ["--write"]),
    ("tried", "good", []),
    ("written", "good", ["--write"]),
    ("written again", "good", ["--write"]),
    ("people who are here join", "join", ["--write"]),
    ("new ones are written to", "more", ["--write", "--invite"]),
)


def write_files(folder: Path, lines: int) -> None:
    def line(number: int, person: int, role: str = "responsable") -> str:
        place = f"L{number % TERRITORIES:03d};Bourg {number % 2000};Tout ce que fait l’association"
        return f"Association {number};asso-{number};{place};p{person}@load.example.org;Personne {person};{role}\n"

    good = [line(number, number) for number in range(lines)]
    every = max(lines // WRONG, 1)
    faults = [row.replace("responsable", "chef") if number % every == 0 else row for number, row in enumerate(good)]
    join = [line(number, (number + 1) % lines, "membre") for number in range(lines)]
    more = [line(number, lines + number, "membre") for number in range(lines)]
    for name, rows in (("good", good), ("faults", faults), ("join", join), ("more", more)):
        (folder / f"{name}.csv").write_text(HEAD + "".join(rows), encoding="utf-8")


def measure(file: Path, **options: bool) -> dict:
    """One step: what it cost, and how many rows there are after it."""
    import django

    django.setup()
    from django.core.management import CommandError, call_command
    from django.db import connection

    from accounts.organisations.models import Membership, Organisation, Territory
    from accounts.people.models import User

    for number in range(TERRITORIES if not Territory.objects.filter(code="L000").exists() else 0):
        Territory.add_root(code=f"L{number:03d}", name=f"Département {number}", level="department")
    queries = Counted()
    before, began, worked = _megabytes(), time.monotonic(), time.process_time()
    refused = 0
    with connection.execute_wrapper(queries):
        try:
            call_command("import_organisations", file, stdout=io.StringIO(), **options)
        except CommandError as error:
            refused = str(error).count("line ")
    told = {"seconds": time.monotonic() - began, "processor": time.process_time() - worked}
    told |= {"memory": _megabytes() - before, "queries": queries.count, "refused": refused}
    return told | {"rows": [model.objects.count() for model in (Organisation, User, Membership)]}


class Counted:
    """Counts statements; keeping them all would be what is measured."""

    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(environment: dict[str, str], lines: int) -> None:
    expected = {"written": [lines, lines, lines], "people who are here join": [lines, lines, 2 * lines]}
    expected["written again"] = expected["written"]
    expected["new ones are written to"] = [lines, 2 * lines, 3 * lines]
    with tempfile.TemporaryDirectory(prefix="chatiere-load-") as place:
        write_files(Path(place), lines)
        for step, name, options in STEPS:
            words = ["--measure", str(Path(place, f"{name}.csv")), *options]
            told = json.loads(python(environment, "-m", "tests.load.import_organisations", *words).splitlines()[-1])
            if told["rows"] != expected.get(step, [0, 0, 0]) or bool(told["refused"]) != (name == "faults"):
                raise SystemExit(f"{step}: {told}")
            figures = f"{told['seconds']:>9.1f}{told['processor']:>11.1f}{told['memory']:>8.0f}{told['queries']:>9}"
            print(f"  {step:<28}{figures}", flush=True)  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=30_000)
    parser.add_argument("--on", default="sqlite,postgres")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    for name in ("--write", "--invite"):
        parser.add_argument(name, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, write=options.write, invite=options.invite)))  # noqa: T201
        return
    for database in options.on.split(","):
        print(f"{database:<30}{'seconds':>9}{'processor':>11}{'MB':>8}{'queries':>9}", flush=True)  # noqa: T201
        if database == "postgres":
            with migrated_portal() as environment:
                run(environment, options.lines)
        else:
            with tempfile.TemporaryDirectory(prefix="chatiere-load-") as place:
                migrate(Path(place, "var"))
                run(embedded_environment(Path(place, "var")), options.lines)


if __name__ == "__main__":
    main()
