"""Who may do what in the forum: the one place that says it. Views, templates and machina's checker ask here.

A board says who reads, who starts topics and who answers; moderators and staff (« the team ») do everything.
"""

from django.utils import timezone

from accounts.people.roles import Role, has_role
from forum.machina.forum.models import Forum

READING = frozenset({"can_see_forum", "can_read_forum", "can_download_file"})
OWN_WORDS = frozenset({"can_edit_own_posts", "can_delete_own_posts"})
MODERATING = frozenset(
    {
        "can_post_announcements",
        "can_post_stickies",
        "can_lock_topics",
        "can_move_topics",
        "can_edit_posts",
        "can_delete_posts",
        "can_approve_posts",
        "can_reply_to_locked_topics",
        "can_post_without_approval",
    }
)


def may_moderate(person) -> bool:
    """Lock, move, remove, approve, change the state of a bug report: moderators and staff, in every board."""
    return has_role(person, Role.MODERATOR, Role.STAFF)


def reading_audiences_of(person) -> list[str]:
    """The values of `Forum.who_reads` that include this person."""
    audiences = [Forum.Readers.EVERYONE]
    if person.is_authenticated:
        audiences.append(Forum.Readers.MEMBERS)
    if may_moderate(person):
        audiences.append(Forum.Readers.TEAM)
    return audiences


def may_read(board, person) -> bool:
    return board.is_forum and board.who_reads in reading_audiences_of(person)


def _may_write(board, person, writers: str) -> bool:
    if not person.is_authenticated or not may_read(board, person):
        return False
    if may_moderate(person):
        return True
    return not board.is_closed and writers == Forum.Writers.MEMBERS


def may_start(board, person) -> bool:
    """Open a topic."""
    return _may_write(board, person, board.who_starts)


def may_start_once_signed_in(board, person) -> bool:
    """A visitor is shown the way in; the form asks them to sign in."""
    return not person.is_authenticated and not board.is_closed and board.who_starts == Forum.Writers.MEMBERS


def may_reply(topic, person) -> bool:
    """Answer in a topic. In a locked one the team still can, to say why or to conclude."""
    if not may_see(topic, person) or not _may_write(topic.forum, person, topic.forum.who_replies):
        return False
    return may_moderate(person) or not (topic.is_locked or topic.removed_at)


def may_see(topic, person) -> bool:
    """Open a topic: what is shown to whoever reads the board; what waits, or was removed, to its author; all of it to
    the team. Of a removed topic its author sees the reason and their own words (`PostQuerySet.seen_by`)."""
    if not may_read(topic.forum, person):
        return False
    if topic.is_shown or may_moderate(person):
        return True
    return person.is_authenticated and topic.poster_id == person.pk


def posts_without_approval(board, person) -> bool:
    return not board.is_premoderated or may_moderate(person)


def may_edit(post, person) -> bool:
    """Change one's own words while the conversation is open. Moderators edit others' with a stated reason."""
    if post.removed_at or not person.is_authenticated or not may_see(post.topic, person):
        return False
    if may_moderate(person):
        return True
    topic = post.topic
    return post.poster_id == person.pk and not (topic.is_locked or topic.removed_at or topic.forum.is_closed)


def may_withdraw(post, person) -> bool:
    """Take one's own message back; the first one holds the topic and is for moderators to remove."""
    return not post.is_first and post.poster_id == person.pk and may_edit(post, person)


def may_tag(topic, person) -> bool:
    """Choose the tags of a topic: whoever started it, as long as it is open, and the team."""
    if not person.is_authenticated or not may_see(topic, person):
        return False
    if may_moderate(person):
        return True
    return topic.poster_id == person.pk and not (topic.is_locked or topic.removed_at or topic.forum.is_closed)


def may_open_picture(picture, person) -> bool:
    """Its sender while it waits with a draft, then whoever may read the message; of one that was removed or waits for
    a moderator, its author and the team."""
    post = picture.post
    if post is None:
        return person.is_authenticated and picture.person_id == person.pk
    if not may_see(post.topic, person):
        return False
    if may_moderate(person) or (person.is_authenticated and post.poster_id == person.pk):
        return True
    return post.approved and not post.removed_at


def may_read_decision(decision, person) -> bool:
    """The statement of reasons: whoever wrote what it is about, and the team."""
    if not person.is_authenticated:
        return False
    return decision.subject.poster_id == person.pk or may_moderate(person)


def may_contest(decision, person) -> bool:
    """The author, within six months, what somebody else decided against them."""
    until = decision.can_be_contested_until
    if until is None or not person.is_authenticated or decision.decided_by_id == person.pk:
        return False
    return decision.subject.poster_id == person.pk and timezone.now() <= until


def permissions_on(board, person) -> frozenset[str]:
    """machina's code names for what this person may do in this board."""
    if not may_read(board, person):
        return frozenset()
    allowed = set(READING)
    if person.is_authenticated and not board.is_closed:
        allowed |= OWN_WORDS
    if may_start(board, person):
        allowed.add("can_start_new_topics")
    if _may_write(board, person, board.who_replies):
        allowed.add("can_reply_to_topics")
    if person.is_authenticated and posts_without_approval(board, person):
        allowed.add("can_post_without_approval")
    if may_moderate(person):
        allowed |= MODERATING
    return frozenset(allowed)
