"""Ten thousand learners on the course, two hundred of them answer at the same moment: is any answer lost, or doubled?

python -m tests.load.answer_at_once [--learners 10000] [--at-once 200]

Real PostgreSQL and Redis (both from pip), gunicorn as `make run` starts it. Each of the two hundred sends every
question of a lesson twice, first a wrong answer, then the right one, over HTTP with a session of their own. Prints how
many answers were sent and how many are in the database, what waiting was like (p50, p95, p99), how many answers a
second, and how many queries one of them takes (at most 8 beside the sign-in). Ends with an error when a count is off.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
import urllib.request
from urllib.parse import urlencode

from .serving import LESSON, ROOT, gunicorn, prepared_portal

AS_MAKE_RUN = ("--preload", "--workers=2", "--threads=4", "--backlog=2048")
ANSWERED_BEFORE = 4  # lessons that each of the others has done


def prepare(learners: int, at_once: int) -> dict:
    """The learners with their progress, sessions for those who will answer, and what they will send."""
    import django

    django.setup()
    from django.conf import settings

    from accounts.people.models import User
    from courses.models import Learner, LessonPage

    people = User.objects.bulk_create(
        [User(email=f"l{number}@load.example.org", public_name=f"L{number}") for number in range(learners)], 1000
    )
    followers = Learner.objects.bulk_create([Learner(person=person) for person in people], 1000)
    lesson = LessonPage.objects.get(slug=LESSON.strip("/").rpartition("/")[2])
    _progress(followers, list(LessonPage.objects.exclude(pk=lesson.pk)[:ANSWERED_BEFORE]))
    questions = [one for one in lesson.questions.all() if one.kind in ("single", "truefalse")]
    sent = [(one.uid, _choice(one, right=False), _choice(one, right=True)) for one in questions]
    cookies = [f"{settings.SESSION_COOKIE_NAME}={_session(person)}" for person in people[:at_once]]
    return {"cookies": cookies, "sent": sent, "queries": _queries(people[-1], sent[0])}


def _progress(followers, lessons) -> None:
    """Each of them has done these lessons, every question answered."""
    from django.utils import timezone

    from courses.models import Answer, LessonProgress

    now = timezone.now()
    for lesson in lessons:
        LessonProgress.objects.bulk_create(
            [LessonProgress(learner=one, lesson=lesson, score=80, done_at=now) for one in followers], 2000
        )
        for question in lesson.questions.all()[:2]:
            fields = {"uid": question.uid, "fingerprint": question.fingerprint, "given": {}, "score": 80}
            answers = [
                Answer(learner=one, lesson=lesson, best_score=80, first_right=False, **fields) for one in followers
            ]
            Answer.objects.bulk_create(answers, 2000)


def _choice(question, *, right: bool) -> str:
    return next(one["id"] for one in question.data["choices"] if one["right"] is right)


def _session(person) -> str:
    from django.conf import settings

    return _client(person).cookies[settings.SESSION_COOKIE_NAME].value


def _client(person):
    from django.test import Client

    client = Client(headers={"Sec-Fetch-Site": "same-origin", "Host": "127.0.0.1"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _queries(person, sent) -> int:
    """Those of one answer by one of ten thousand, beside the sign-in and the savepoint."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client(person)
    for choice in sent[1:]:
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(f"{LESSON}repondre/", {"question": sent[0], f"q.{sent[0]}": choice})
            assert answer.status_code == 303, answer.status_code
    asked = [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    return sum("django_session" not in sql and "people_user" not in sql.split("WHERE")[0] for sql in asked)


def count(at_once: int) -> dict[str, int]:
    """What the database kept of those who answered."""
    import django

    django.setup()
    from django.db.models import Sum

    from courses.models import Answer

    slug = LESSON.strip("/").rpartition("/")[2]
    emails = [f"l{number}@load.example.org" for number in range(at_once)]
    rows = Answer.objects.filter(lesson__slug=slug, learner__person__email__in=emails)
    return {
        "answers": rows.count(),
        "tries": rows.aggregate(all=Sum("tries"))["all"] or 0,
        "right": rows.filter(score=100, best_score=100, first_right=False).count(),
    }


class Crowd:
    """Everybody waits at the gate, then sends without a pause."""

    def __init__(self, address: str, told: dict):
        self.address, self.told = address, told
        self.gate = threading.Barrier(len(told["cookies"]) + 1)
        self.waits: list[float] = []
        self.failures: list[str] = []

    def answer(self) -> float:
        """All answers of all; returns how long it took."""
        threads = [threading.Thread(target=self._one, args=(cookie,)) for cookie in self.told["cookies"]]
        for thread in threads:
            thread.start()
        self.gate.wait()
        began = time.monotonic()
        for thread in threads:
            thread.join()
        return time.monotonic() - began

    def _one(self, cookie: str) -> None:
        headers = {"Cookie": cookie, "Origin": self.address, "X-Fragment": "question"}
        self.gate.wait()
        for turn in (1, 2):
            for sent in self.told["sent"]:
                body = urlencode({"question": sent[0], f"q.{sent[0]}": sent[turn]}).encode()
                request = urllib.request.Request(f"{self.address}{LESSON}repondre/", body, headers)
                began = time.monotonic()
                try:
                    with urllib.request.urlopen(request, timeout=120) as answer:
                        answer.read()
                except OSError as error:
                    self.failures.append(str(error))
                self.waits.append(time.monotonic() - began)


def _run(learners: int, at_once: int) -> int:
    name, say = "tests.load.answer_at_once", sys.stdout.write
    words = ("--learners", str(learners), "--at-once", str(at_once))
    with prepared_portal(name, *words) as (environment, told):
        with gunicorn("portal.wsgi", *AS_MAKE_RUN, environment=environment) as served:
            crowd = Crowd(served.address, told)
            took = crowd.answer()
        counting = [sys.executable, "-m", name, "--count", *words]
        said = subprocess.run(counting, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    kept = json.loads(said.stdout.splitlines()[-1])
    rows = at_once * len(told["sent"])
    waits = sorted(crowd.waits)
    p50, p95, p99 = (waits[int(len(waits) * part)] * 1000 for part in (0.5, 0.95, 0.99))
    say(f"learners {learners}, answering at once {at_once}, answers sent {len(waits)}, refused {len(crowd.failures)}\n")
    say(
        f"rows kept {kept['answers']} of {rows}, tries {kept['tries']} of {2 * rows}, right {kept['right']} of {rows}\n"
    )
    say(f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, {len(waits) / took:.0f} answers a second\n")
    say(f"queries of an answer: {told['queries']}\n")
    whole = kept == {"answers": rows, "tries": 2 * rows, "right": rows} and not crowd.failures
    return 0 if whole and told["queries"] <= 8 else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--count", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        sys.stdout.write(json.dumps(prepare(options.learners, options.at_once)))
        return 0
    if options.count:
        sys.stdout.write(json.dumps(count(options.at_once)))
        return 0
    return _run(options.learners, options.at_once)


if __name__ == "__main__":
    sys.exit(main())
