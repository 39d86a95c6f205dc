"""From rows to what the components take (see the first lines of each template in templates/components)."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.people.roles import Role
from forum import rules
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import POSTS_PER_PAGE, Topic
from portal.core.dates import date_format

from .models import BugReport

STATE_KINDS = {
    BugReport.State.NEW: "plan",
    BugReport.State.CONFIRMED: "plan",
    BugReport.State.IN_PROGRESS: "doing",
    BugReport.State.RESOLVED: "done",
    BugReport.State.DUPLICATE: "",
    BugReport.State.WONT_FIX: "",
}
BOARD_FIELDS = {Forum.Kind.ANNOUNCEMENTS: "sun", Forum.Kind.HELP: "leaf", Forum.Kind.BUGS: "orange"}


def day(moment) -> str:
    """« 12 novembre 2026 », on one line."""
    return date_format(localtime(moment), "j F Y").replace(" ", "\u00a0")


def name_of(person) -> str:
    """The public name, or what stands for someone who let go of their account."""
    return person.public_name if person else _("former member")


def author_of(row) -> str:
    """Who wrote a topic or a message, also when it was asked without an account."""
    return (row.guest_name if row.poster is None else "") or name_of(row.poster)


def person(author, moment=None, *, guest: str | None = "") -> dict:
    """Who speaks; `guest` is the name of someone without an account. Groups must be prefetched where there are many."""
    name = guest if guest and author is None else name_of(author)
    groups = {group.name for group in author.groups.all()} if author else set()
    line = ""
    if Role.STAFF.value in groups:
        line = _("Team")
    elif Role.MODERATOR.value in groups:
        line = _("Moderation")
    elif guest and author is None:
        line = _("Without an account")
    initials = "".join(word[0] for word in name.split()[:2] if word[0].isalnum()).upper()
    return {"name": name, "initials": initials or "·", "line": line, "staff": bool(line), "date": moment}


def login_url(next_url: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': next_url})}"


def pages(number: int, last_number: int):
    """Django's page `number` of a topic whose messages go up to `last_number`; nothing is counted."""
    return Paginator(range(last_number), POSTS_PER_PAGE).page(number)


def _crumbs(*boards) -> list[dict]:
    forum = {"title": _("Forum"), "url": reverse("forum:index")}
    return [forum, *({"title": board.name, "url": board.get_absolute_url()} for board in boards)]


def index_band() -> dict:
    return {
        "title": _("The forum"),
        "field": "orange",
        "lead": _("Say what is broken, ask for help, have ideas. Everybody may read; an account is enough to write."),
        "links": [{"label": _("Search the forum"), "url": reverse("forum:search")}],
    }


def board_band(board, *, may_start: bool) -> dict:
    """`may_start`: this person, or a visitor once signed in."""
    band = {
        "title": board.name,
        "field": BOARD_FIELDS.get(board.kind, "pale"),
        "crumbs": _crumbs(),
        "lead": board.description,
        "links": [{"label": _("Search this board"), "url": f"{reverse('forum:search')}?rubrique={board.slug}"}],
    }
    if may_start:
        label = _("Report a bug") if board.kind == Forum.Kind.BUGS else _("Start a topic")
        band["action"] = {"label": label, "url": reverse("forum:new-topic", args=[board.slug])}
    if board.is_closed:
        band["state"] = {"label": _("closed board"), "kind": ""}
    return band


def replies(topic) -> str:
    return ngettext("%(count)d answer", "%(count)d answers", topic.replies_count) % {"count": topic.replies_count}


def votes(topic) -> str:
    return ngettext("%(count)d vote", "%(count)d votes", topic.votes_count) % {"count": topic.votes_count}


def topic_state(topic) -> dict | None:
    """The one word worth showing beside a title."""
    if topic.removed_at:
        return {"label": pgettext("topic", "removed"), "kind": "bad"}
    if not topic.approved:
        return {"label": _("waiting for a moderator"), "kind": "plan"}
    report = getattr(topic, "bug_report", None)
    if report:
        return report_state(report)
    if topic.outcome:
        done = topic.outcome == Topic.Outcome.DONE
        return {"label": capfirst(topic.get_outcome_display()), "kind": "done" if done else "plan"}
    if topic.solved_at:
        return {"label": pgettext("topic", "solved"), "kind": "done"}
    if topic.is_locked:
        return {"label": pgettext("topic", "locked"), "kind": ""}
    return {"label": _("pinned"), "kind": "plan"} if topic.type else None


def report_state(report) -> dict:
    return {"label": capfirst(report.get_state_display()), "kind": STATE_KINDS[report.state]}


def topic_row(topic, *, is_unread: bool = False, with_board: bool = False) -> dict:
    """A line of a list. The topic comes from `with_list_row()`."""
    meta = _("by %(name)s, %(day)s") % {"name": author_of(topic), "day": day(topic.created)}
    if topic.last_post and topic.replies_count:
        meta += " · " + _("last word: %(name)s, %(day)s") % {
            "name": author_of(topic.last_post),
            "day": day(topic.last_post_on),
        }
    if with_board:
        meta = f"{topic.forum.name} · {meta}"
    facts = [replies(topic), *(tag.name for tag in topic.tags.all())]
    if topic.forum.kind == Forum.Kind.IDEAS:
        facts.insert(0, votes(topic))
    if is_unread:
        facts.insert(0, _("something new"))
    return {
        "title": topic.subject,
        "url": topic.get_absolute_url(),
        "meta": meta,
        "state": topic_state(topic),
        "facts": facts,
    }


def board_row(board) -> dict:
    """A line of the index. The board comes from `with_last_word()`."""
    count = board.direct_topics_count
    row = {
        "title": board.name,
        "url": board.get_absolute_url(),
        "text": board.description,
        "facts": [ngettext("%(count)d topic", "%(count)d topics", count) % {"count": count}],
    }
    if board.is_closed:
        row["state"] = {"label": _("closed board"), "kind": ""}
    if board.last_post:
        row["meta"] = _("Last word: “%(title)s”, %(name)s, %(day)s") % {
            "title": Truncator(board.last_post.topic.subject).chars(60),
            "name": author_of(board.last_post),
            "day": day(board.last_post.created),
        }
    return row


def state_filters(board, current: str) -> dict | None:
    """Links that keep one state of the bug reports."""
    if board.kind != Forum.Kind.BUGS:
        return None
    address = board.get_absolute_url()
    choices = [{"title": _("All"), "url": address, "current": not current, "count": None}]
    for state, label in BugReport.State.choices:
        choices.append(
            {"title": capfirst(label), "url": f"{address}?etat={state}", "current": state == current, "count": None}
        )
    return {"label": _("Reports by state"), "choices": choices}


def topic_band(topic) -> dict:
    facts = [replies(topic)]
    return {
        "title": topic.subject,
        "field": BOARD_FIELDS.get(topic.forum.kind, "pale"),
        "crumbs": _crumbs(topic.forum),
        "state": topic_state(topic),
        "facts": facts,
        # on a phone what stands beside the messages comes after them: too late to vote
        "aside": "forum/idea.html" if rules.is_idea(topic) else "",
    }


def message(post, reader, *, may_reply: bool) -> dict:
    """A message as its reader sees it; `post.topic` is set."""
    shown = {
        "id": post.anchor,
        "person": person(post.poster, post.created, guest=post.guest_name) | {"permalink": _address("post", post)},
        "body": post.content.rendered,
    }
    shown |= {"hidden": "", "kept": False, "pictures": [], "links": _message_links(post, reader, may_reply)}
    if post.removed_at and post.removal_reason:
        shown["hidden"] = _("Reason: %(reason)s") % {"reason": post.removal_reason}
    elif post.removed_at:
        shown["body"] = _("Message taken back by the person who wrote it.")
    elif not post.approved:
        shown["person"]["line"] = _("waiting for a moderator")
        shown["edited"] = _("A moderator reads it before it shows to others. Nothing else is needed from you.")
    elif post.updates_count:
        shown["edited"] = _edited(post)
    return shown


def _edited(post) -> str:
    if post.update_reason:
        return _("Edited by moderation on %(day)s. Reason: %(reason)s") % {
            "day": day(post.updated),
            "reason": post.update_reason,
        }
    return _("Edited on %(day)s.") % {"day": day(post.updated)}


def _reply_url(topic) -> str:
    return reverse("forum:reply", args=[topic.forum.slug, topic.reference])


def _address(name: str, post) -> str:
    topic = post.topic
    return reverse(f"forum:{name}", args=[topic.forum.slug, topic.reference, post.number])


def _message_links(post, reader, may_reply: bool) -> list[dict]:
    """Few, since they stand under every message: the form to answer is at the foot of the page, the date is the link to
    the message, and nobody reports their own words."""
    links, is_own = [], reader.is_authenticated and post.poster_id == reader.pk
    if may_reply and not post.removed_at:
        links.append({"title": _("Quote"), "url": f"{_reply_url(post.topic)}?citer={post.number}#repondre"})
    if is_own and rules.may_edit(post, reader):
        links.append({"title": _("Edit"), "url": _address("edit-post", post)})
    if rules.may_withdraw(post, reader):
        links.append({"title": _("Take back"), "url": _address("withdraw-post", post)})
    if post.removed_at and post.removal_reason and is_own:
        links.append({"title": _("The reasons, and how to contest"), "url": reverse("forum:decisions")})
    elif not (post.removed_at or is_own):
        links.append({"title": _("Report a content"), "url": _address("report-content", post)})
    if rules.may_moderate(reader):
        links.append(
            {"title": _("Moderate (no. %(number)d)") % {"number": post.number}, "url": _address("moderate-post", post)}
        )
    return links


# Bug reports


def report_band(report, changes, *, me_too: bool) -> dict:
    topic = report.topic
    return {
        **topic_band(topic),
        "facts": [_("Report no. %(number)d") % {"number": topic.pk}, replies(topic)],
        "trail": trail(report, changes),
        "aside": "components/me_too.html" if me_too else "",
    }


def trail(report, changes) -> dict:
    """The paw prints: the usual way, or where it was left for a duplicate or an end without a fix."""
    reached = {change.to_state: change.changed_at for change in changes}
    steps = []
    path = list(BugReport.PATH)
    position = path.index(report.state) if report.state in path else None
    for index, state in enumerate(path):
        if position is None and state not in reached:
            continue
        title = _("Reported") if state == BugReport.State.NEW else capfirst(state.label)
        step = {"title": title, "date": None, "line": "", "done": False, "current": False}
        passed = position is None or index < position or report.state == BugReport.State.RESOLVED
        if position is None or index <= position:
            step["date"] = reached.get(state)
        step["done"] = passed
        step["current"] = index == position and not passed
        steps.append(step)
    if position is None:
        end = BugReport.State(report.state)
        steps.append({"title": capfirst(end.label), "line": "", "date": report.state_since, "refused": True})
    return {"label": _("Progress of the report"), "steps": steps}


def me_too(report, reader) -> dict:
    # one query for both: who reads is looked for among those who are counted
    found = report.affected.aggregate(count=Count("pk"), mine=Count("pk", filter=Q(person=reader.pk)))
    count = found["count"]
    text = ngettext("person has the same trouble.", "people have the same trouble.", count)
    if not count:
        text = _("Nobody else has said so yet.")
    joined = found["mine"] > 0
    url = ""
    if reader.is_authenticated and report.is_open and report.topic.poster_id != reader.pk:
        url = reverse("forum:me-too", args=[report.topic.forum.slug, report.topic.reference])
    return {"count": count, "text": text, "joined": joined, "url": url}


def report_facts(report, reader) -> list[dict]:
    """In short; the report that it repeats is named to those who may see it."""
    service = report.service
    facts = [
        {
            "term": _("Service"),
            "text": service.name if service else _("not said"),
            "url": service.get_absolute_url() if service and service.is_public else "",
        },
        {"term": _("State"), "text": capfirst(report.get_state_display()), "url": ""},
        {"term": _("Since"), "text": day(report.state_since), "url": ""},
        {"term": _("Reason"), "text": report.state_reason, "url": ""},
    ]
    if report.duplicate_of and rules.may_see(report.duplicate_of.topic, reader):
        other = report.duplicate_of.topic
        facts.append({"term": _("Same as"), "text": other.subject, "url": other.get_absolute_url()})
    return facts


def history(changes, *more: dict) -> list[dict]:
    """The log component's lines, newest first; `more` are lines of other things that happened to the report."""
    lines = list(more)
    for change in reversed(changes):
        title = capfirst(change.get_to_state_display())
        text = _("By %(name)s.") % {"name": name_of(change.changed_by)}
        lines.append({"at": change.changed_at, "title": title, "text": f"{text} {change.reason}".strip()})
    return sorted(lines, key=lambda line: line["at"], reverse=True)
