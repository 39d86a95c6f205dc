"""The statement of reasons that the author of moderated words is owed (DSA, article 17): a mail, once a decision."""

from django.utils.translation import gettext_lazy as _

from forum.following.registration import MODERATION
from portal.notifications import actions as notifications
from portal.notifications.telling import leave_beside

from .actions.guests import write_to
from .models import GuestQuestion, ModerationDecision

Kind = ModerationDecision.Kind
ON_TOPIC = {
    Kind.LOCK: _("Your topic is locked: it can still be read, but no longer answered."),
    Kind.UNLOCK: _("Your topic is open again: it can be answered."),
    Kind.MOVE: _("Your topic now stands in another board. Links to its old address lead there."),
    Kind.REMOVE: _("Your topic is removed: nobody reads it any more but you and the moderators."),
    Kind.MERGE: _("Your topic was about the same as this one: its messages now stand here. Old links lead to them."),
    Kind.SPLIT: _("Messages of another topic, beginning with yours, now make a topic of their own."),
    Kind.RESTORE: _("Your topic is back where everybody can read it."),
}
ON_MESSAGE = {
    Kind.REMOVE: _("Your message is removed: the reason stands in its place."),
    Kind.RESTORE: _("Your message is back where everybody can read it."),
    Kind.EDIT: _("Your message was changed. The words that you wrote are kept, in case you contest it."),
    Kind.ASK: _("You are asked to change your message. It stays where it is meanwhile."),
    Kind.APPROVE: _("Your message was read by a moderator and can now be read in the forum."),
}


def measure(decision: ModerationDecision) -> str:
    """What was decided, as its author reads it."""
    return (ON_MESSAGE if decision.post_id else ON_TOPIC)[decision.kind]


def tell_author(decision: ModerationDecision, told=None) -> None:
    """Mail whoever wrote the topic or message, also without an account as long as their address is kept; nobody, when
    its author decided or has let go of the account."""
    subject = decision.subject
    author = told if decision.kind == Kind.MERGE else subject.poster or _guest(decision)
    if author is None:
        return
    context = {
        "decision": decision,
        "topic": decision.topic,
        "url": subject.permalink if decision.post else subject.get_absolute_url(),
        "measure": measure(decision),
        "may_contest": decision.kind in ModerationDecision.HARSH,
    }
    if isinstance(author, GuestQuestion):
        write_to(author, "guest-moderation", f"decision-{decision.pk}", context)
        return
    if not author.is_active or author == decision.decided_by:
        return
    mail = notifications.send(name="forum/moderation", person=author, context=context, key=f"moderation-{decision.pk}")
    leave_beside(mail, kind=MODERATION, url=context["url"])


def _guest(decision: ModerationDecision) -> GuestQuestion | None:
    """Who wrote it without an account, if they may still be written to."""
    return GuestQuestion.objects.filter(topic=decision.topic, name=decision.subject.guest_name).first()
