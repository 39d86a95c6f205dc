"""Nextcloud servers, possibly several (a region each). Their credentials come from the environment only."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Territory


class CloudServer(models.Model):
    """A server and the state of its queue. `key` names its credentials: NEXTCLOUD_USER and NEXTCLOUD_PASSWORD for
    « default », NEXTCLOUD_<KEY>_USER and NEXTCLOUD_<KEY>_PASSWORD for another."""

    name = models.CharField(_("name"), max_length=80)
    key = models.SlugField(_("key"), max_length=30, unique=True, default="default")
    base_url = models.URLField(
        _("address for the portal"), blank=True, help_text=_("Empty: NEXTCLOUD_URL of the environment.")
    )
    public_url = models.URLField(_("address for people"), blank=True, help_text=_("Empty: the same as for the portal."))
    is_default = models.BooleanField(_("receives new accounts"), default=True)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cloud_servers",
        verbose_name=_("territory"),
        help_text=_("Associations from there are proposed this server. Empty: those that no other server names."),
    )
    # The first refused credential stops the queue: more of them would lock the portal's address out.
    halted_at = models.DateTimeField(_("queue stopped"), null=True, blank=True, editable=False)
    halt_reason = models.CharField(_("why it stopped"), max_length=300, blank=True, editable=False)
    # « Too many edits » holds for everything that our account does there.
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True, editable=False)
    last_success_at = models.DateTimeField(_("last success"), null=True, blank=True, editable=False)
    # What the server said of itself last.
    version = models.CharField(_("version"), max_length=30, blank=True, editable=False)
    in_maintenance = models.BooleanField(_("under maintenance"), default=False, editable=False)
    answered = models.BooleanField(_("answers"), null=True, editable=False)
    # Version of its app « Team folders »; empty: it has none, None: it was not asked yet.
    folders_version = models.CharField(_("Team folders"), max_length=30, null=True, editable=False)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True, editable=False)
    # How far the round through its accounts has come, by their key (None: none is under way), and since when.
    round_after = models.PositiveBigIntegerField(null=True, editable=False)
    round_at = models.DateTimeField(null=True, editable=False)

    class QuerySet(models.QuerySet):
        def halted(self):
            """Those whose queue waits for staff."""
            return self.filter(halted_at__isnull=False)

        def with_round_to_go_on(self, before):
            """Those whose round has come no further since: a queue lost it, a worker died, or the server was away."""
            return self.filter(round_after__isnull=False, round_at__lt=before, halted_at=None)

        def for_territory(self, territory) -> "CloudServer | None":
            """The one that serves it: named by it or the nearest above, else the default, else the first."""
            servers = list(self.select_related("territory"))
            near = [one for one in servers if one.territory and territory.path.startswith(one.territory.path)]
            if near:
                return max(near, key=lambda one: len(one.territory.path))
            return next((one for one in servers if one.is_default), servers[0] if servers else None)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("cloud server")
        verbose_name_plural = _("cloud servers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="cloud_one_server_for_new_accounts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """In words, ahead of the constraint that would name itself."""
        if self.is_default and type(self).objects.filter(is_default=True).exclude(pk=self.pk).exists():
            words = _("Another server takes the new accounts already: untick it there first.")
            raise ValidationError({"is_default": words})

    @property
    def address(self) -> str:
        """Where the portal calls, without a last slash."""
        return (self.base_url or settings.NEXTCLOUD_URL).rstrip("/")

    @property
    def shown_address(self) -> str:
        """Where people go, without a last slash."""
        return (self.public_url or self.address).rstrip("/")

    @property
    def lacks_folders(self) -> bool:
        """It said that it has no Team folders."""
        return self.folders_version == ""

    @property
    def trouble(self) -> str:
        """Why the queue is stopped, in the reader's language; empty when it runs."""
        return gettext(self.halt_reason) if self.halted_at else ""
