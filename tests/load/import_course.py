"""How long a large course takes to come in and go out, and how much memory.

python -m tests.load.import_course [lessons ...]

Each size has a process and a migrated SQLite database of its own, thrown away afterwards. Seconds are the processor's,
which a busy machine stretches less than the clock's. Linear is what it should be: the last column stays about the same
from one size to the next.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.embedded import ROOT, embedded_environment
from tests.prepared import migrate

LESSONS_IN_A_SEQUENCE = 25
SENTENCE = "Une association garde ses photos, ses comptes et ses listes quelque part, mais chez qui ? "
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320"><title>Figure {0}</title>{1}</svg>'
STEPS = ("read", "import", "import again", "export")


def write_course(folder: Path, lessons: int) -> None:
    """A course of lessons like the shipped ones: some 1 200 words, a drawing, six questions each."""
    sequences = [range(at, min(at + LESSONS_IN_A_SEQUENCE, lessons)) for at in range(0, lessons, LESSONS_IN_A_SEQUENCE)]
    head = "title: Mesure\nsummary: Un cours pour mesurer.\nlicence: CC0-1.0\nlanguage: fr\nupdated: 2026-11-20\n"
    names = "".join(f"  - s{number}\n" for number in range(len(sequences)))
    _put(folder / "course.yaml", f"slug: {folder.name}\n{head}sequences:\n{names}")
    for number, numbers in enumerate(sequences):
        names = "".join(f"  - lecon-{lesson}\n" for lesson in numbers)
        _put(folder / f"s{number}/sequence.yaml", f"slug: s{number}\ntitle: Partie {number}\nlessons:\n{names}")
        for lesson in numbers:
            _write_lesson(folder / f"s{number}/lecon-{lesson}", lesson)


def _write_lesson(folder: Path, number: int) -> None:
    front = f"---\ntitle: Leçon {number}\nslug: {folder.name}\nduration: 20\nupdated: 2026-11-20\n---\n"
    parts = [f"## Partie {part}\n\n{SENTENCE * 12}\n" for part in range(6)]
    figure = f"::: figure dessin.svg\nLégende {number}.\n---\nTout ce que dit le dessin.\n:::\n"
    case = f"::: case Un cas\n{SENTENCE * 3}\n:::\n"
    _put(folder / "lesson.md", "\n".join([front, *parts[:3], figure, case, *parts[3:]]))
    shapes = "".join(f'<path d="M0 {line}H640" stroke="#1d5a44"/>' for line in range(40))
    _put(folder / "dessin.svg", DRAWING.format(number, shapes))
    choice = '      - {{id: {0}, text: "Réponse {0}", right: {1}, feedback: "Parce que {0}."}}\n'
    choices = choice.format("a", "true") + choice.format("b", "false") + choice.format("c", "false")
    question = "  - id: q{0}\n    kind: single\n    text: Question {0}\n    choices:\n{1}    explanation: Voilà.\n"
    _put(folder / "quiz.yaml", "questions:\n" + "".join(question.format(one, choices) for one in range(6)))


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def measure(folder: Path) -> dict[str, float]:
    """Seconds of each step, and megabytes that the process grew by at its peak."""
    import django

    django.setup()
    from wagtail.models import Page, Site

    from courses.exchange.actions import import_course
    from courses.exchange.exporting import export_folder
    from courses.exchange.pages import published_course
    from courses.exchange.reading import read_course
    from courses.models import CoursePage
    from courses.shipped import course_index
    from portal.pages.models import HomePage

    home = HomePage(title="Accueil", slug="accueil", headline="Bonjour", lead="Ici.")
    Site.objects.update(root_page=Page.objects.get(depth=1).add_child(instance=home))
    index, before, taken = course_index(), _megabytes(), {}

    def step(name, work):
        begin = time.process_time()
        result = work()
        taken[name] = time.process_time() - begin
        return result

    file = step("read", lambda: read_course(folder))
    report = step("import", lambda: import_course(file=file, index=index))
    again = step("import again", lambda: import_course(file=file, index=index))
    course = CoursePage.objects.get(slug=folder.name)
    step("export", lambda: export_folder(published_course(course)[0], folder.parent / "out"))
    if again.updated or len(again.unchanged) != len(report.created):
        raise AssertionError("the second import changed something")
    return taken | {"memory": _megabytes() - before}


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(lessons: int) -> dict[str, float]:
    """The measures of one size, taken in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        var, folder = Path(place) / "var", Path(place) / "mesure"
        migrate(var)
        write_course(folder, lessons)
        command = [sys.executable, "-m", "tests.load.import_course", "--measure", str(folder)]
        environment = embedded_environment(var) | {"DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
        return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*", type=int, default=[250, 500])
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
        print(json.dumps(measure(options.measure)))  # noqa: T201
        return
    heads = "".join(f"{name:>16}" for name in STEPS)
    print(f"{'lessons':>8} {heads} {'memory MB':>12} {'ms a lesson':>12}   (seconds)")  # noqa: T201
    for lessons in options.lessons:
        found = run(lessons)
        steps = "".join(f"{found[name]:>16.1f}" for name in STEPS)
        print(f"{lessons:>8} {steps} {found['memory']:>12.0f} {found['import'] / lessons * 1000:>12.1f}")  # noqa: T201


if __name__ == "__main__":
    main()
