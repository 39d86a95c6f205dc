"""Who may do what in the forum: the one place that says it. Views, templates and machina's checker ask here.

A board says who reads, who starts topics and who answers; moderators and staff (« the team ») do everything.
"""

from django.db.models import Q
from django.utils import timezone

from accounts.organisations.models import Organisation
from accounts.organisations.rules import territories_of
from accounts.people.roles import Role, has_role
from forum.machina.forum.models import Forum

Readers = Forum.Readers
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


def read_by(person, through: str = "") -> Q:
    """The condition that keeps the boards this person may read; on rows that lead to a board, `through` is the way
    (« topic__forum__ »).

    The board of an organisation is read by its members; that of a territory by the members of the organisations there
    and below, and by the referents of any territory above or below. The team reads all of them.
    """

    def board(**values) -> Q:
        return Q(**{through + name: value for name, value in values.items()})

    boards = board(type=Forum.FORUM_POST)
    if may_moderate(person):
        return boards
    allowed = board(who_reads=Readers.EVERYONE)
    if person.is_authenticated:
        own, around = Organisation.objects.of_person(person).values("pk"), territories_of(person).values("pk")
        allowed |= board(who_reads=Readers.MEMBERS)
        allowed |= board(who_reads=Readers.ORGANISATION, organisation__in=own)
        allowed |= board(who_reads=Readers.TERRITORY, territory__in=around)
    return boards & allowed


def may_read(board, person) -> bool:
    """The same for one board."""
    if not board.is_forum:
        return False
    if board.is_public or may_moderate(person):
        return True
    if not person.is_authenticated or board.who_reads == Readers.TEAM:
        return False
    return board.who_reads == Readers.MEMBERS or _belongs(board, person)


def _belongs(board, person) -> bool:
    """Asked for every message of a page, so a board remembers it as long as it stays in memory: one request."""
    known = board.__dict__.setdefault("_known_readers", {})
    if person.pk not in known:
        known[person.pk] = Forum.objects.filter(read_by(person), pk=board.pk).exists()
    return known[person.pk]


def is_as_private(board, than) -> bool:
    """Whether nobody reads `board` but those who may read the other one: words go from one to the other by the way."""
    if board.who_reads == Readers.TEAM or than.who_reads == Readers.EVERYONE:
        return True
    if than.who_reads == Readers.MEMBERS:
        return board.who_reads != Readers.EVERYONE
    circle = (board.who_reads, board.organisation_id, board.territory_id)
    return circle == (than.who_reads, than.organisation_id, than.territory_id)


def may_go(topic, to) -> bool:
    """Whether a topic may be moved to a board. What was said in a circle stays in it, or goes to the team; out of the
    other boards a moderator moves on purpose."""
    return topic.forum.circle is None or is_as_private(to, topic.forum)


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


# Questions and ideas


def is_question(topic) -> bool:
    """Its board is one of questions; a bug report has its own states, wherever it stands."""
    return topic.forum.kind == Forum.Kind.HELP and not hasattr(topic, "bug_report")


def may_settle(topic, person) -> bool:
    """Accept answers and say that a question is settled, or open it again: whoever asked, and the team."""
    if not person.is_authenticated or not is_question(topic) or not may_see(topic, person):
        return False
    if may_moderate(person):
        return True
    return topic.poster_id == person.pk and topic.is_shown and not topic.forum.is_closed


def may_be_accepted(post) -> bool:
    """Any answer that readers see; one's own too, since many find it themselves and come back to say so."""
    return not post.is_first and post.approved and post.removed_at is None


# Visitors who ask with an address alone


def takes_guests(board) -> bool:
    """Where staff allow it: a board that everybody reads and members start topics in."""
    allowed = board.asks_without_account and board.is_forum and board.is_public and not board.is_closed
    return allowed and board.who_starts == Forum.Writers.MEMBERS and board.kind != Forum.Kind.BUGS


def guest_may_write(topic) -> bool:
    """In their own topic, as long as a member could: the key in their mail says that it is theirs."""
    board = topic.forum
    if not topic.guest_name or not board.is_public or board.is_closed or board.who_replies != Forum.Writers.MEMBERS:
        return False
    return not (topic.removed_at or topic.is_locked)


def is_idea(topic) -> bool:
    return topic.forum.kind == Forum.Kind.IDEAS and not hasattr(topic, "bug_report")


def takes_votes(topic) -> bool:
    """Until it is decided, locked or removed."""
    return is_idea(topic) and topic.is_shown and not (topic.outcome or topic.is_locked or topic.forum.is_closed)


def may_vote(topic, person) -> bool:
    """Members, once each, for the ideas of others: one's own goes without saying."""
    if not person.is_authenticated or topic.poster_id == person.pk:
        return False
    return takes_votes(topic) and may_see(topic, person)


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
