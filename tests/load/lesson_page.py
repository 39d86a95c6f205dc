"""What a member's lesson costs the processor, beside a plain view of Django in the same run (see processor.py).

python -m tests.load.lesson_page [rounds]

Prints for each page the least and the median of the rounds in milliseconds, and how many plain views it is worth. To
reach: at most 20 for the lesson of a member.
"""

import argparse
import json
import sys

from .processor import client_of, measure, session_of, show
from .serving import LESSON


def prepare() -> dict[str, str]:
    """Two members: one who has answered nothing, one who has answered the whole quiz. Says their cookies."""
    import django

    django.setup()
    from accounts.people.models import User
    from courses.models import LessonPage

    people = {
        who: User.objects.create_user(f"{who}@load.example.org", "pass", public_name=who) for who in ("new", "answered")
    }
    lesson = LessonPage.objects.get(slug=LESSON.strip("/").rpartition("/")[2])
    data = {f"q.{one.uid}": one.data["choices"][0]["id"] for one in lesson.questions.all() if "choices" in one.data}
    assert client_of(people["answered"]).post(f"{LESSON}repondre/", data).status_code == 303
    return {who: session_of(person) for who, person in people.items()}


def pages(cookies: dict[str, str]) -> dict[str, tuple]:
    return {
        "lesson, visitor": (LESSON,),
        "lesson, new member": (LESSON, cookies["new"]),
        "lesson, all answered": (LESSON, cookies["answered"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=7)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        sys.stdout.write(json.dumps(prepare()))
        return
    show(measure("tests.load.lesson_page", pages, options.rounds))


if __name__ == "__main__":
    main()
