"""« @nom public » in a message: who is meant.

Whoever wrote it learns nothing of it: the page shows a mention alike whether or not it names somebody.
"""

from django.contrib.auth import get_user_model
from django.db.models import Q

from forum import rules
from portal.core.markdown import mentioned_names
from portal.notifications.models import Notice

MENTION = "forum-mention"


def people_named_in(post) -> list:
    """The people a message names who may read it. Public names are not unique: of several people of one name it is the
    one who takes part in the topic; when that does not tell them apart, nobody."""
    names = mentioned_names(post.content.raw)
    if not names:
        return []
    wanted = Q(pk__in=[])
    for name in names:
        wanted |= Q(public_name__iexact=name)
    found: dict[str, list] = {}
    people = get_user_model().objects.filter(wanted, is_active=True).exclude(pk=post.poster_id)
    for person in people.order_by("pk")[:200]:
        found.setdefault(person.public_name.casefold(), []).append(person)
    taking_part = set(
        post.topic.posts.shown()
        .filter(poster__in=[one for many in found.values() for one in many])
        .values_list("poster", flat=True)
    )
    meant = (_the_one(people, taking_part) for people in found.values())
    return [person for person in meant if person and rules.may_see(post.topic, person)]


def newly_named_in(post) -> list:
    """Those among them who were not told yet that this message names them."""
    people = people_named_in(post)
    told = Notice.objects.filter(kind=MENTION, source=post.pk, person__in=people).values_list("person", flat=True)
    known = set(told) if people else set()
    return [person for person in people if person.pk not in known]


def _the_one(people: list, taking_part: set[int]):
    """The only one of the name, or the only one in the topic."""
    here = [person for person in people if person.pk in taking_part]
    if len(here) == 1:
        return here[0]
    return people[0] if len(people) == 1 else None
