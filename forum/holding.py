"""Whether a message shows at once, or waits for a moderator: the board's rule, then the one for new members."""

import re

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forum import rules
from portal.core.markdown import render_post

# What the renderer makes no link of, and readers would copy all the same.
_ADDRESS = re.compile(r"://|\bwww\.|\b[\w-]{2,}\.[a-z]{2,12}/", re.IGNORECASE)


def shows_at_once(board, person, *words: str, besides=None) -> bool:
    """`words` are the title and the text; `besides` is the message being changed, which does not speak for itself."""
    if rules.may_moderate(person):
        return True
    if not rules.posts_without_approval(board, person):
        return False
    from forum.support.models import HoldingRule

    rule = HoldingRule.load()
    enough = max(rule.first_posts, rule.posts_with_links)
    if not enough and not rule.days_with_links:
        return True
    return not rule.holds(
        let_through=_let_through(person, enough, besides), opened_at=person.date_joined, has_link=has_link(*words)
    )


def shows_guest_at_once(board, *words: str) -> bool:
    """The same for someone without an account, who is new each time: nothing says who they are."""
    if not rules.posts_without_approval(board, AnonymousUser()):
        return False
    from forum.support.models import HoldingRule

    rule = HoldingRule.load()
    return not rule.holds(let_through=0, opened_at=timezone.now(), has_link=has_link(*words))


def has_link(*words: str) -> bool:
    """Whether one of the texts leads elsewhere."""
    return any(_ADDRESS.search(text) or "href=" in render_post(text) for text in words if text)


def _let_through(person, enough: int, besides) -> int:
    """How many messages of this person stand in the forum, up to as many as matter."""
    posts = person.posts.shown().filter(topic__approved=True)
    if besides is not None:
        posts = posts.exclude(pk=besides.pk)
    return len(posts.order_by()[:enough].values_list("pk"))
