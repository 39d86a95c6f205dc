"""What the page of a question or of an idea shows more than a conversation."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import rules, sheet_drafts

from .actions.sheet_drafts import offered
from .models import AcceptedAnswer
from .presentation import day, login_url, name_of, person

# The second message stands right under the question: it is not shown twice.
REPEATED_FROM = 3


def on_page(topic, reader, posts, messages: list[dict]) -> dict:
    """The context of a topic's page; each of `messages` (of `posts`) is told whether it is an accepted answer."""
    answers = list(AcceptedAnswer.objects.on(topic)) if topic.solved_at else []
    accepted = {answer.post_id: answer for answer in answers}
    may_settle = rules.may_settle(topic, reader)
    for post, message in zip(posts, messages, strict=True):
        message["answer"] = _mark(topic, post, accepted.get(post.pk), may_settle)
    return {
        "accepted": [_repeated(topic, answer) for answer in answers if answer.post.number >= REPEATED_FROM],
        "settle": _settle(topic) if may_settle else None,
        "sheet_drafts": _sheet_drafts(topic, reader) if answers else None,
        "idea": _idea(topic, reader) if rules.is_idea(topic) else None,
    }


def line(answer: AcceptedAnswer) -> str:
    """« Réponse acceptée par Odile, le 12 novembre 2026 »."""
    return _("Answer accepted by %(name)s on %(day)s") % {
        "name": name_of(answer.accepted_by),
        "day": day(answer.accepted_at),
    }


def _mark(topic, post, answer: AcceptedAnswer | None, may_settle: bool) -> dict | None:
    """The stamp and the button of one message; None where there is neither."""
    offered = may_settle and rules.may_be_accepted(post)
    if answer is None and not offered:
        return None
    url = reverse("forum:accept", args=[topic.forum.slug, topic.reference, post.number]) if offered else ""
    return {"line": line(answer) if answer else "", "url": url}


def _repeated(topic, answer: AcceptedAnswer) -> dict:
    """An accepted answer under its question, with the way to its place."""
    answer.post.topic = topic
    author = person(answer.post.poster, answer.post.created, guest=answer.post.guest_name)
    return {
        "line": line(answer),
        "person": author,
        "body": answer.post.content.rendered,
        "url": answer.post.get_absolute_url(),
        "id": f"reponse-{answer.post.number}",
    }


def _settle(topic) -> dict:
    address = reverse("forum:settle", args=[topic.forum.slug, topic.reference])
    return {"url": address, "solved": topic.solved_at is not None}


def _sheet_drafts(topic, reader) -> dict | None:
    """What the answer became once it is published; to the team, the drafts that wait and those to begin."""
    begun = {draft.kind: draft for draft in topic.sheet_drafts.all()}
    shown = {"made": [], "begun": [], "offers": [], "url": ""}
    for maker in sheet_drafts.makers():
        draft = begun.get(maker.kind)
        if published := maker.published(draft.key) if draft else None:
            shown["made"].append({"label": maker.made_label, **published})
        elif offered(topic, reader, maker):
            if draft:
                shown["begun"].append({"label": maker.begun_label, "url": maker.edit_url(draft.key)})
            else:
                shown["offers"].append({"kind": maker.kind, "label": maker.label})
    shown["url"] = reverse("forum:make-draft", args=[topic.forum.slug, topic.reference])
    return shown if shown["made"] or shown["begun"] or shown["offers"] else None


def _idea(topic, reader) -> dict:
    """Votes and decision of an idea. Everybody sees how many support it, nobody who."""
    decision = topic.idea_decisions.select_related("decided_by").first() if topic.outcome else None
    args = [topic.forum.slug, topic.reference]
    may_vote = rules.may_vote(topic, reader)
    return {
        "count": topic.votes_count,
        "text": ngettext("person wants it.", "people want it.", topic.votes_count)
        if topic.votes_count
        else _("Nobody else has said that they want it yet."),
        "url": reverse("forum:vote", args=args) if may_vote else "",
        "voted": may_vote and topic.votes.filter(person=reader).exists(),
        "note": _why_not(topic, reader, may_vote),
        "sign_in": _sign_in(topic, reader),
        "decision": _decision(decision) if decision else None,
        "decide_url": reverse("forum:decide-idea", args=args) if rules.may_moderate(reader) else "",
    }


def _sign_in(topic, reader) -> str:
    if reader.is_authenticated or not rules.takes_votes(topic):
        return ""
    return login_url(topic.get_absolute_url())


def _why_not(topic, reader, may_vote: bool) -> str:
    """Why there is no button."""
    if may_vote:
        return ""
    if not rules.takes_votes(topic):
        return _("Votes are closed.")
    if not reader.is_authenticated:
        return _("Everybody may read; an account is enough to vote.")
    return _("This is your idea: it already counts on you, the votes are those of others.")


def _decision(decision) -> dict:
    return {
        "title": capfirst(decision.get_outcome_display()),
        "line": _("Decided by %(name)s on %(day)s.")
        % {"name": name_of(decision.decided_by), "day": day(decision.decided_at)},
        "reason": decision.reason,
    }
