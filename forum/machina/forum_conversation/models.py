"""Topics and messages. A message keeps its number as long as moderation leaves it in its place; a number is never given
to another one, so that links to it lead to it for ever (`support.moved`)."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from machina.apps.forum_conversation.abstract_models import AbstractPost, AbstractTopic

from portal.core.slugs import slug_of

POSTS_PER_PAGE = settings.MACHINA_TOPIC_POSTS_NUMBER_PER_PAGE
TOPICS_PER_PAGE = settings.MACHINA_FORUM_TOPICS_NUMBER_PER_PAGE
SHOWN = Q(approved=True, removed_at=None)


class TopicQuerySet(models.QuerySet):
    def shown(self):
        """Neither removed nor waiting for a moderator."""
        return self.filter(SHOWN)

    def public(self):
        """What every visitor may read: the only topics for feeds and search."""
        from forum.machina.forum.models import Forum

        return self.shown().filter(forum__who_reads=Forum.Readers.EVERYONE)

    def listed_for(self, person):
        """What the lists of this person show: what is shown, and what waits where it is theirs to see."""
        from forum import rules

        if rules.may_moderate(person):
            return self.filter(removed_at=None)
        if person.is_authenticated:
            return self.filter(Q(approved=True) | Q(poster=person), removed_at=None)
        return self.shown()

    def waiting(self):
        """What a moderator has not let through yet."""
        return self.filter(approved=False, removed_at=None)

    def in_list_order(self):
        """Pinned first, then the latest word first."""
        return self.order_by("-type", "-last_post_on", "-pk")

    def unsolved(self):
        """Without an accepted answer, nor a word that it is settled."""
        return self.filter(solved_at=None)

    def unanswered(self):
        """Without any answer at all."""
        return self.unsolved().filter(posts_count__lte=1)

    def oldest_first(self):
        """As a queue: who has waited longest comes first."""
        return self.order_by("created", "pk")

    def most_wanted_first(self):
        """Ideas still open to votes, by how many support them."""
        return self.filter(outcome="").order_by("-votes_count", "-last_post_on", "-pk")

    def with_list_row(self):
        """With what a row of a list shows."""
        rows = self.select_related("forum", "poster", "last_post__poster", "bug_report__service")
        return rows.prefetch_related("tags")


class Topic(AbstractTopic):
    """A topic in a board."""

    class Outcome(models.TextChoices):
        """What was decided about an idea; nothing while it is open to votes."""

        RETAINED = "retained", pgettext_lazy("idea", "retained")
        DECLINED = "declined", pgettext_lazy("idea", "not retained")
        DONE = "done", pgettext_lazy("idea", "done")

    forum = models.ForeignKey("forum.Forum", related_name="topics", on_delete=models.PROTECT, verbose_name=_("board"))
    # What people answered does not leave with the one who asked.
    poster = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        blank=True,
        null=True,
        on_delete=models.SET_NULL,
        related_name="topics",
        verbose_name=_("author"),
    )
    last_number = models.PositiveIntegerField(_("number of the last message"), default=0, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)
    # The public name of who asked without an account; their messages bear it as `username`.
    guest_name = models.CharField(_("public name without an account"), max_length=60, blank=True, editable=False)
    # A question has its answer, or a bug report is resolved.
    solved_at = models.DateTimeField(pgettext_lazy("topic", "solved"), null=True, blank=True, editable=False)
    # An idea: how many support it, and what was decided.
    votes_count = models.PositiveIntegerField(_("number of votes"), default=0, editable=False)
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices, blank=True, editable=False)

    objects = models.Manager.from_queryset(TopicQuerySet)()

    class Meta(AbstractTopic.Meta):
        abstract = False
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        indexes = [
            # with those that wait: their authors and the team see them in the list
            models.Index(
                fields=["forum", "-type", "-last_post_on", "-id"],
                condition=Q(removed_at=None),
                name="forum_topics_in_list_order",
            ),
            models.Index(fields=["forum"], condition=Q(approved=False, removed_at=None), name="forum_topics_waiting"),
            models.Index(fields=["-last_post_on", "-id"], condition=SHOWN, name="forum_topics_latest"),
            models.Index(
                fields=["forum", "created", "id"], condition=SHOWN & Q(solved_at=None), name="forum_topics_unsolved"
            ),
            models.Index(fields=["created", "id"], condition=SHOWN & Q(solved_at=None), name="forum_topics_queue"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def reference(self) -> str:
        """What stands for the topic in its address."""
        return f"{self.pk}-{self.slug}"

    @property
    def replies_count(self) -> int:
        return max(self.posts_count - 1, 0)

    @property
    def last_page(self) -> int:
        return max((self.last_number - 1) // POSTS_PER_PAGE + 1, 1)

    @property
    def is_shown(self) -> bool:
        return self.approved and self.removed_at is None

    def get_absolute_url(self) -> str:
        return reverse("forum:topic", args=[self.forum.slug, self.reference])

    def save(self, *args, **kwargs) -> None:
        """Without machina's recount: `actions` keeps the counters."""
        words = self.subject.replace("’", " ").replace("'", " ")
        self.slug = slug_of(words)[:80].strip("-") or "sujet"
        self._simple_save(*args, **kwargs)

    def _simple_save(self, *args, **kwargs) -> None:
        super(AbstractTopic, self).save(*args, **kwargs)

    @transaction.atomic
    def update_trackers(self) -> None:
        """Count this topic and its board again: for moderation and repairs."""
        shown = self.posts.shown()
        last = shown.order_by("-number").first()
        self.posts_count = shown.count()
        self.first_post = self.posts.order_by("number").first()
        self.last_post = last
        self.last_post_on = last.created if last else self.created
        # never less than before: the number of a message that was moved is given to no other
        self.last_number = max(self.last_number, self.posts.aggregate(last=models.Max("number"))["last"] or 0)
        self._simple_save(
            update_fields=["posts_count", "first_post", "last_post", "last_post_on", "last_number", "updated"]
        )
        self.forum.update_trackers()


class PostQuerySet(models.QuerySet):
    def shown(self):
        """Neither removed nor waiting for a moderator."""
        return self.filter(SHOWN)

    def seen_by(self, person):
        """What the topic page shows to this person; a removed message keeps its place, without its words. A topic that
        was removed shows to everyone their own words only."""
        from forum import rules

        if rules.may_moderate(person):
            return self
        mine = Q(poster=person) if person.is_authenticated else Q(pk__in=[])
        return self.filter(Q(approved=True, topic__removed_at=None) | mine)

    def on_page(self, page: int):
        """One page of a topic, by number: the last page costs no more than the first. Comes last, after all filters."""
        first = (page - 1) * POSTS_PER_PAGE + 1
        on_page = self.filter(number__gte=first, number__lt=first + POSTS_PER_PAGE).order_by("number")
        # every topic has a message 1: only the limit tells PostgreSQL to stop in the index after twenty of this one
        return on_page[:POSTS_PER_PAGE]

    def with_people(self):
        """With who wrote, and in which role."""
        return self.select_related("poster").prefetch_related("poster__groups")


class Post(AbstractPost):
    """A message. Removing hides its words from all but moderators; the row stays, with the stated reason."""

    topic = models.ForeignKey(Topic, related_name="posts", on_delete=models.CASCADE, verbose_name=_("topic"))
    poster = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="posts",
        blank=True,
        null=True,
        on_delete=models.SET_NULL,
        verbose_name=_("author"),
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)
    removal_reason = models.CharField(_("reason of the removal"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(PostQuerySet)()

    class Meta(AbstractPost.Meta):
        abstract = False
        ordering = ["number"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="forum_one_message_per_number")]
        indexes = [
            models.Index(fields=["topic", "created"], name="forum_messages_by_date"),
            models.Index(fields=["created"], condition=Q(approved=False), name="forum_messages_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.number})"

    @property
    def guest_name(self) -> str:
        """The public name of who wrote it without an account."""
        return self.username or ""

    @property
    def page(self) -> int:
        return (self.number - 1) // POSTS_PER_PAGE + 1

    @property
    def anchor(self) -> str:
        return f"message-{self.number}"

    @property
    def is_first(self) -> bool:
        return self.number == 1

    def get_absolute_url(self) -> str:
        page = f"?page={self.page}" if self.page > 1 else ""
        return f"{self.topic.get_absolute_url()}{page}#{self.anchor}"

    @property
    def permalink(self) -> str:
        """For what lasts longer than a page, such as a mail: it leads to the message wherever it is put later."""
        return reverse("forum:post", args=[self.topic.forum.slug, self.topic.reference, self.number])

    def save(self, *args, **kwargs) -> None:
        """Without machina's recount: `actions` keeps the counters."""
        super(AbstractPost, self).save(*args, **kwargs)

    def delete(self, using=None, keep_parents=False):
        """Nothing in the product deletes a message; the counters stay right if the shell does."""
        deleted = super(AbstractPost, self).delete(using=using, keep_parents=keep_parents)
        self.topic.update_trackers()
        return deleted
