"""What a member's topic page costs the processor, beside a plain view of Django in the same run (see processor.py).

python -m tests.load.topic_page [rounds]

Topics of twenty messages by ten people: a conversation, a question with an accepted answer, a bug report, an idea.
Read by a visitor, by a member who wrote nothing there, by a member who wrote in it. Prints for each page the least and
the median of the rounds in milliseconds, and how many plain views it is worth. To reach: at most 20 for a member.
"""

import argparse
import json
import sys

from .processor import measure, session_of, show

WORDS = """Depuis **hier soir**, le pad ne s’ouvre plus sur l’ordinateur du local :

1. j’ouvre l’adresse ;
2. la page reste blanche ;
3. `504 Gateway Time-out` au bout d’une minute.

> Avez-vous essayé avec un autre navigateur ?

Oui, avec Firefox et Chromium, pareil. [L’état des services](/incidents/) ne dit rien."""


def prepare() -> dict:
    """Says the address of each topic, and the cookies of its two readers."""
    import django

    django.setup()
    from accounts.people.models import User
    from forum.machina.forum.models import Forum
    from forum.machina.forum_conversation import actions
    from forum.support.actions.answers import accept_answer
    from forum.support.actions.bug_reports import open_report
    from forum.support.models import HoldingRule

    HoldingRule.objects.update_or_create(defaults={"first_posts": 0, "posts_with_links": 0})
    names = [f"Personne {number}" for number in range(11)]
    writers = [
        User.objects.create_user(f"p{number}@load.example.org", "pass", public_name=name)
        for number, name in enumerate(names)
    ]
    reader = writers.pop()
    topics = {}
    for kind in (Forum.Kind.DISCUSSION, Forum.Kind.HELP, Forum.Kind.BUGS, Forum.Kind.IDEAS):
        board = Forum.objects.create(name=kind, slug=f"mesure-{kind}", type=Forum.FORUM_POST, kind=kind)
        topic = actions.start_topic(board=board, by=writers[0], subject="Le pad reste blanc", content=WORDS)
        for number in range(1, 20):
            words = f"{WORDS}\n\n{number}"
            post = actions.reply(topic=topic, by=writers[number % len(writers)], content=words)
        if kind == Forum.Kind.BUGS:
            open_report(topic=topic, by=writers[0])
        topic.refresh_from_db()
        if kind == Forum.Kind.HELP:
            accept_answer(post=topic.posts.get(number=5), by=writers[0])
        topics[kind.value] = topic.get_absolute_url()
    assert post.number == 20
    return {"topics": topics, "reader": session_of(reader), "writer": session_of(writers[1])}


def pages(told: dict) -> dict[str, tuple]:
    found = {}
    for kind, address in told["topics"].items():
        found[f"{kind}, member"] = (address, told["reader"])
    talk = told["topics"]["discussion"]
    return {"discussion, visitor": (talk,), **found, "discussion, who wrote there": (talk, told["writer"])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=7)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        sys.stdout.write(json.dumps(prepare()))
        return
    show(measure("tests.load.topic_page", pages, options.rounds))


if __name__ == "__main__":
    main()
