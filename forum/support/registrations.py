"""What the forum tells the rest of the house: whose data it holds, when cached pages are stale, what waits."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.people import groups
from accounts.people.roles import Role, has_role
from forum.leaving import remove_words
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.forum_polls.models import TopicPollVote
from forum.machina.forum_conversation.models import Post, Topic
from forum.machina.forum_member.models import ForumProfile
from forum.machina.forum_permission.models import UserForumPermission
from forum.machina.forum_tracking.models import ForumReadTrack, TopicReadTrack
from portal.core import page_cache
from portal.core.dashboard import Waiting
from portal.privacy.registry import Erasure
from portal.privacy.registry import register as register_data

from . import listing
from .models import (
    AcceptedAnswer,
    Affected,
    Appeal,
    AppealOutcome,
    Attachment,
    BugReport,
    BugReportChange,
    CannedAnswer,
    ContentReport,
    Draft,
    GuestQuestion,
    IdeaDecision,
    IdeaVote,
    IncidentTie,
    InternalNote,
    ModerationDecision,
    ReporterAddress,
    ReportOutcome,
    SheetDraft,
    Tag,
    Verdict,
)


def waiting_for_moderators(request):
    """Messages that nobody has let through yet, reported contents, contested decisions."""
    if not has_role(request.user, Role.MODERATOR, Role.STAFF):
        return
    waiting = Post.objects.filter(approved=False, removed_at=None).count()
    yield Waiting(
        ngettext("One message waits for a moderator", "%(count)s messages wait for a moderator", waiting)
        % {"count": waiting},
        waiting,
        reverse("forum:queue"),
    )
    reported = ContentReport.objects.waiting().count()
    yield Waiting(
        ngettext("One reported content to decide on", "%(count)s reported contents to decide on", reported)
        % {"count": reported},
        reported,
        reverse("forum:content-reports"),
        urgent=True,
    )
    contested = Appeal.objects.waiting().count()
    yield Waiting(
        ngettext("One contested decision", "%(count)s contested decisions", contested) % {"count": contested},
        contested,
        reverse("forum:content-reports"),
    )


def drafts_section(request) -> dict | None:
    """On the home of the account, as long as a draft waits."""
    count = Draft.objects.filter(person=request.user).count()
    return {"count": count} if count else None


def register_personal_data() -> None:
    """Words stay for those who answered them, without the name; marks of reading go."""
    words = _("what you wrote in the forum; others answered it, so it stays without your name")
    insides = ("anonymous_key", "enable_signature", "slug", "first_post", "last_post", "last_number", "type", "status")
    nameless = {"purpose": words, "on_erasure": Erasure.ANONYMISE, "hidden": insides}
    register_data(Topic, owner="poster", first=remove_words, **nameless)
    register_data(Post, owner=("poster", "updated_by"), **nameless)
    register_data(Topic.subscribers.through, owner="user", purpose=_("topics that you follow"))
    register_data(TopicReadTrack, owner="user", purpose=_("what you have read in the forum"))
    register_data(ForumReadTrack, owner="user", purpose=_("what you have read in the forum"))
    register_data(Affected, owner="person", purpose=_("bug reports that you joined"))
    register_data(IdeaVote, owner="person", purpose=_("ideas that you support"))
    register_data(ForumProfile, owner="user", purpose=_("forum profile; not used, empty"))
    register_data(UserForumPermission, owner="user", purpose=_("rights of one person in a board; not used, empty"))
    register_data(TopicPollVote, owner="voter", purpose=_("votes in polls; not used, empty"))
    register_data(
        Attachment,
        owner="person",
        purpose=_("pictures that you joined to messages of the forum"),
        hidden=("key", "small", "small_width", "small_height", "digest"),
    )
    register_data(Draft, owner="person", purpose=_("what you began to write in the forum"))
    register_data(Verdict, owner="person", purpose=_("whether it worked again for you after an incident"))
    _register_what_you_left_to_strangers()
    _register_decisions()


def _register_what_you_left_to_strangers() -> None:
    """What was written without the account, with an address that proved to be theirs."""
    purpose = _("what you asked or reported without signing in, with your address")
    register_data(GuestQuestion, owner=(), addresses=("email",), purpose=purpose, hidden=("key", "told_number"))
    register_data(ReporterAddress, owner=(), addresses=("address",), purpose=purpose)


def _register_decisions() -> None:
    proof = _("as long as the topic: proof of what was decided, without the name")
    for model, owner, purpose in (
        (BugReportChange, "changed_by", _("who moved a bug report along")),
        (AcceptedAnswer, "accepted_by", _("who accepted an answer of the forum")),
        (IdeaDecision, "decided_by", _("who decided about an idea, and why")),
        (SheetDraft, "made_by", _("who made a draft of an answer of the forum")),
        (IncidentTie, "tied_by", _("who tied a bug report to an incident")),
        (ModerationDecision, "decided_by", _("who decided in moderation, and why; decisions on what you wrote")),
        (InternalNote, "written_by", _("notes that you left for the team")),
        (ContentReport, "reporter", _("messages that you reported")),
        (ReportOutcome, "decided_by", _("who answered a report, and why")),
        (Appeal, "made_by", _("decisions that you contested")),
        (AppealOutcome, "decided_by", _("who answered an appeal, and why")),
    ):
        # the words of whoever was moderated or reported are theirs; a decision on your words is your business
        hidden = ("before",) if model is ModerationDecision else ("content",) if model is ContentReport else ()
        about = decisions_about if model is ModerationDecision else None
        register_data(
            model,
            owner=owner,
            purpose=purpose,
            on_erasure=Erasure.ANONYMISE,
            keep_for=proof,
            hidden=hidden,
            about=about,
        )


def decisions_about(person) -> Q:
    """Decisions of moderation on somebody's topics and messages."""
    return Q(post__poster=person) | Q(post=None, topic__poster=person)


def purge_pages_on_change() -> None:
    page_cache.know_question("etat", "|".join(listing.KNOWN))
    page_cache.purge_on_change(Forum, Topic, Post, BugReport, BugReportChange, Affected, Attachment, IncidentTie, Tag)
    page_cache.purge_on_change(AcceptedAnswer, IdeaVote, IdeaDecision, SheetDraft, CannedAnswer, Verdict)


def grant_rights() -> None:
    """Canned answers are the team's; which messages wait is for staff to say."""
    groups.grant_all(Role.STAFF, "support", "cannedanswer")
    groups.grant_all(Role.MODERATOR, "support", "cannedanswer")
    groups.grant(Role.STAFF, "support.change_holdingrule")


def let_staff_manage_boards(**_kwargs) -> None:
    """Staff add and change boards in /cms/; nobody deletes one there: it is closed instead."""
    # Django's own receiver, which makes the permissions, may come after this one.
    create_permissions(apps.get_app_config("forum"), verbosity=0)
    staff, _is_new = Group.objects.get_or_create(name=Role.STAFF.value)
    staff.permissions.add(
        *Permission.objects.filter(
            content_type__app_label="forum", codename__in=["add_forum", "change_forum", "view_forum"]
        )
    )
