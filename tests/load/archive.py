"""The archive of « Mes données » for somebody with 5 000 messages and 500 pictures.

python -m tests.load.archive [--messages 5000] [--pictures 500] [--bytes 2500000]

Real PostgreSQL and Redis (both from pip); the pictures are as large as the portal keeps them at most, and made of
noise, as compressed ones are. Prints seconds by the clock and of the processor, megabytes that the process grew by at
its peak, queries, the size of the archive, and the longest that its lease went without being renewed: beyond two
minutes another worker would begin anew.
"""

import argparse
import json
import os
import resource
import sys
import time
import zipfile

from .import_organisations import Counted
from .serving import migrated_portal, python

SENTENCE = "On garde nos photos, nos comptes et nos listes quelque part, mais chez qui ? "


def fill(messages: int, pictures: int, size: int):
    """Somebody who wrote and sent that much, as posting one by one would have left it."""
    from django.core.files.base import ContentFile

    from forum.machina.forum_conversation.models import Post, Topic
    from forum.support.models import Attachment
    from portal.notifications.models import Mail
    from tests.factories.forum import BoardFactory
    from tests.factories.people import UserFactory

    person, board = UserFactory(email="bavarde@load.example.org"), BoardFactory()
    topic = Topic.objects.create(forum=board, poster=person, subject="Un sujet", type=0, status=0)
    Post.objects.bulk_create(
        (
            Post(topic=topic, poster=person, subject="Un sujet", content=SENTENCE * 6, number=number + 1)
            for number in range(messages)
        ),
        batch_size=500,
    )
    posts = list(Post.objects.filter(poster=person).order_by("pk")[:pictures])
    for number, post in enumerate(posts):
        picture = Attachment(
            post=post, person=person, name=f"Photo {number}", content_type="image/jpeg", size=size, digest=f"{number}",
            width=3000, height=2000, small_width=480, small_height=320,
        )  # fmt: skip
        picture.file.save(f"{picture.key.hex}.jpg", ContentFile(os.urandom(size)), save=False)
        picture.small.save(f"{picture.key.hex}-small.webp", ContentFile(os.urandom(20_000)), save=False)
        picture.save()
    Mail.objects.all().delete()
    return person


def measure(messages: int, pictures: int, size: int) -> dict:
    import django

    django.setup()
    from django.core.files.storage import storages
    from django.db import connection

    from portal.privacy.actions import exports

    person = fill(messages, pictures, size)
    export, queries, notes = exports.ask_for_export(person=person), Counted(), [time.monotonic()]
    noted = exports._note

    def note(*args):
        notes.append(time.monotonic())
        noted(*args)

    exports._note = note
    before, began, worked = _megabytes(), time.monotonic(), time.process_time()
    with connection.execute_wrapper(queries):
        assert exports.prepare(export_id=export.pk)
    told = {"seconds": time.monotonic() - began, "processor": time.process_time() - worked}
    told |= {"memory": _megabytes() - before, "queries": queries.count}
    gaps = [after - first for first, after in zip(notes, [*notes[1:], time.monotonic()], strict=True)]
    export.refresh_from_db()
    with zipfile.ZipFile(storages["private"].path(export.file_name)) as held:
        sections = json.loads(held.read("donnees.json"))["sections"]
        files = sum(name.startswith("fichiers/") for name in held.namelist())
    rows = len(sections["forum_conversation-post"]["rows"])
    assert (rows, files) == (messages, pictures), (rows, files)
    return told | {"longest": max(gaps), "size": export.size / 1e6}


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--pictures", type=int, default=500)
    parser.add_argument("--bytes", type=int, default=2_500_000)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        sys.stdout.write(json.dumps(measure(options.messages, options.pictures, options.bytes)))
        return
    sizes = {name: str(getattr(options, name)) for name in ("messages", "pictures", "bytes")}
    words = [word for name, value in sizes.items() for word in (f"--{name}", value)]
    with migrated_portal() as environment:
        told = json.loads(python(environment, "-m", "tests.load.archive", "--measure", *words).splitlines()[-1])
    say = sys.stdout.write
    say(f"{options.messages} messages and {options.pictures} pictures: {told['seconds']:.1f} s by the clock, ")
    say(f"{told['processor']:.1f} s of the processor, {told['memory']:.0f} MB, {told['queries']} queries\n")
    say(f"archive of {told['size']:.0f} MB; the lease went {told['longest']:.1f} s without being renewed\n")


if __name__ == "__main__":
    main()
