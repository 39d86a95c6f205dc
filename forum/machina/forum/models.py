"""Boards (machina calls them forums): what each is for, who reads and who writes there."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from machina.apps.forum.abstract_models import AbstractForum
from mptt.managers import TreeManager

from accounts.organisations.models import Organisation, Territory

# Addresses under /forum/ that are no board.
RESERVED_SLUGS = frozenset(
    {
        "images",
        "moderation",
        "nouveau",
        "recherche",
        "mes-sujets",
        "abonnements",
        "sujets",
        "etiquettes",
        "sans-reponse",
        "sans-compte",
    }
)


class BoardQuerySet(models.QuerySet):
    def readable_by(self, person):
        """Boards that the person may open."""
        from forum import rules

        return self.filter(rules.read_by(person))

    def public(self):
        """Boards that everybody may open."""
        return self.filter(type=AbstractForum.FORUM_POST, who_reads=Forum.Readers.EVERYONE)

    def in_order(self):
        """As the index shows them."""
        return self.order_by("position", "name", "pk")

    def with_last_word(self):
        """With what the index shows of the last message."""
        return self.select_related("last_post__topic", "last_post__poster")


class Forum(AbstractForum):
    """A board. Its slug is its address and does not follow its name."""

    class Kind(models.TextChoices):
        DISCUSSION = "discussion", _("discussion")
        ANNOUNCEMENTS = "announcements", _("announcements")
        HELP = "help", _("questions and help")
        BUGS = "bugs", _("bug reports")
        IDEAS = "ideas", _("ideas")

    class Readers(models.TextChoices):
        EVERYONE = "everyone", _("everybody, without an account")
        MEMBERS = "members", _("people with an account")
        ORGANISATION = "organisation", _("the members of an organisation")
        TERRITORY = "territory", _("the organisations of a territory and its referents")
        TEAM = "team", _("moderators and staff")

    class Writers(models.TextChoices):
        MEMBERS = "members", _("people with an account")
        TEAM = "team", _("moderators and staff")

    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("The end of its address; keep it once it is known.")
    )
    description = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Kind.choices,
        default=Kind.DISCUSSION,
        help_text=_(
            "Bug reports start with a form and have a state; questions have accepted answers; ideas are voted on."
        ),
    )
    who_reads = models.CharField(
        _("who may read"),
        max_length=20,
        choices=Readers.choices,
        default=Readers.EVERYONE,
        help_text=_("Moderators and staff read every board."),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="boards",
        verbose_name=_("organisation"),
        help_text=_("For a board that the members of an organisation read."),
    )
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="boards",
        verbose_name=_("territory"),
        help_text=_("For a board of a territory: whoever belongs to an organisation there or below reads it."),
    )
    who_starts = models.CharField(
        _("who may start a topic"), max_length=10, choices=Writers.choices, default=Writers.MEMBERS
    )
    who_replies = models.CharField(_("who may answer"), max_length=10, choices=Writers.choices, default=Writers.MEMBERS)
    is_closed = models.BooleanField(
        pgettext_lazy("board", "closed"),
        default=False,
        help_text=_("It can still be read, but nobody can write in it any more."),
    )
    is_premoderated = models.BooleanField(
        _("messages wait for a moderator"), default=False, help_text=_("Messages of members show once approved.")
    )
    asks_without_account = models.BooleanField(
        _("visitors may ask here"),
        default=False,
        help_text=_("With an e-mail address that they confirm, without an account; in a board that everybody reads."),
    )
    # Boards have no picture of their own: nothing to upload.
    image = None
    position = models.IntegerField(_("position"), default=0, editable=False)

    objects = TreeManager.from_queryset(BoardQuerySet)()

    class Meta(AbstractForum.Meta):
        abstract = False
        ordering = ["position", "name"]
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        constraints = [
            models.CheckConstraint(
                condition=Q(who_reads="organisation", organisation__isnull=False, territory=None)
                | Q(who_reads="territory", territory__isnull=False, organisation=None)
                | (~Q(who_reads__in=["organisation", "territory"]) & Q(organisation=None, territory=None)),
                name="forum_private_board_names_its_circle",
            ),
        ]

    @property
    def is_public(self) -> bool:
        """Everybody reads it: feeds, search engines and caches may know of it."""
        return self.who_reads == self.Readers.EVERYONE

    @property
    def circle(self) -> Organisation | Territory | None:
        """Whose private board this is."""
        return self.organisation or self.territory

    def get_absolute_url(self) -> str:
        return reverse("forum:board", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address serves another page of the forum. Choose another.")})
        for audience, choice in (
            (self.Readers.ORGANISATION, "organisation"),
            (self.Readers.TERRITORY, "territory"),
        ):
            if self.who_reads != audience:
                setattr(self, choice, None)
            elif getattr(self, f"{choice}_id") is None:
                raise ValidationError({choice: _("Say whose private board this is.")})

    def save(self, *args, **kwargs) -> None:
        """machina would make the slug again from the name at each save, and move every address of the board."""
        if self.type is None:
            self.type = self.FORUM_POST
        if not self.slug:
            self.slug = slugify(self.name)[:60] or "rubrique"
        super(AbstractForum, self).save(*args, **kwargs)

    @transaction.atomic
    def update_trackers(self) -> None:
        """Count again what can be read here: for moderation and repairs; posting adds to the counters instead.

        The row is locked first: a message posted meanwhile is either counted or adds itself afterwards.
        """
        list(Forum.objects.select_for_update().filter(pk=self.pk).values_list("pk"))
        shown = self.topics.shown()
        counts = shown.aggregate(topics=models.Count("pk"), posts=Sum("posts_count"))
        last = shown.exclude(last_post=None).order_by("-last_post_on", "-pk").first()
        self.direct_topics_count = counts["topics"]
        self.direct_posts_count = counts["posts"] or 0
        self.last_post_id = last.last_post_id if last else None
        self.last_post_on = last.last_post_on if last else None
        super(AbstractForum, self).save(
            update_fields=["direct_topics_count", "direct_posts_count", "last_post", "last_post_on", "updated"]
        )
