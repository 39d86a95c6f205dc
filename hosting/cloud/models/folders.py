"""The space of an association on its Nextcloud server, a Team folder, and the append-only history of its life."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation

from ..sizes import space_in_words
from .history import Step
from .on_server import OnServer, OnServerQuerySet
from .servers import CloudServer


class TeamFolder(OnServer):
    """One for each association. `mount_point` is chosen by the portal and ends with the id of the association's group;
    `remote_id` is the server's, known once the folder was seen. `claim` is what tells one that a lost answer left
    behind from somebody else's, as with accounts."""

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        WANTED = "wanted", _("being created")
        ACTIVE = "active", _("active")
        FAILED = "failed", _("failed")
        CLOSING = "closing", _("closing")
        DELETED = "deleted", _("deleted")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="team_folders", verbose_name=_("organisation")
    )
    server = models.ForeignKey(CloudServer, on_delete=models.PROTECT, related_name="folders", verbose_name=_("server"))
    mount_point = models.CharField(_("name in Files"), max_length=120)
    remote_id = models.PositiveBigIntegerField(_("number on the server"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WANTED)
    quota_bytes = models.PositiveBigIntegerField(_("space granted, in bytes"))

    objects = OnServerQuerySet.as_manager()

    class Meta:
        verbose_name = _("space of an association")
        verbose_name_plural = _("spaces of associations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=~Q(state="deleted"), name="cloud_one_folder_per_organisation"
            ),
            models.UniqueConstraint(
                fields=["server", "mount_point"],
                condition=~Q(state="deleted"),
                name="cloud_folder_name_once_per_server",
            ),
            models.UniqueConstraint(
                fields=["server", "remote_id"], condition=~Q(state="deleted"), name="cloud_folder_id_once_per_server"
            ),
            models.CheckConstraint(condition=Q(quota_bytes__gt=0), name="cloud_folder_has_a_limit"),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(claim="ours", remote_id__isnull=False),
                name="cloud_active_folder_is_proved_ours",
            ),
            models.CheckConstraint(
                condition=Q(state="closing", delete_after__isnull=False)
                | (~Q(state="closing") & Q(delete_after__isnull=True)),
                name="cloud_closing_folder_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return self.mount_point

    @property
    def group_id(self) -> str:
        return f"assoc-{self.organisation_id}"

    @property
    def waits_for_app(self) -> bool:
        """Nothing is wrong with it: its server has no Team folders so far."""
        return self.state == self.State.WANTED and self.server.lacks_folders

    @property
    def drift_in_words(self) -> list[str]:
        """What the nightly round found to differ, in the reader's language."""
        fields = {
            "gone": _("the folder is no longer on the server"),
            "mount_point": _("the name in Files"),
            "quota": _("the space"),
            "permissions": _("what the group may do"),
        }
        groups = {"-": _("missing: group %(group)s"), "+": _("too much: group %(group)s")}
        return [str(fields[one] if one in fields else groups[one[0]] % {"group": one[1:]}) for one in self.drift]

    def get_quota_bytes_display(self) -> str:
        return space_in_words(self.quota_bytes)

    def get_absolute_url(self) -> str:
        return reverse("cloud:desk_folder", args=[self.pk])


class FolderEvent(Step):
    """What happened to an association's space: who granted, enlarged, closed or kept it, and why."""

    class Kind(models.TextChoices):
        GRANTED = "granted", _("granted")
        READY = "ready", _("ready")
        SPACE = "space", _("space changed")
        CLOSING = "closing", _("to be closed")
        KEPT = "kept", _("kept")
        DELETED = "deleted", _("deleted")

    folder = models.ForeignKey(TeamFolder, on_delete=models.PROTECT, related_name="events", verbose_name=_("space"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    space_bytes = models.PositiveBigIntegerField(_("space granted, in bytes"), null=True, blank=True)

    class Meta(Step.Meta):
        verbose_name = _("step of a space")
        verbose_name_plural = _("steps of spaces")

    def __str__(self) -> str:
        return f"{self.folder_id}: {self.get_kind_display()}"

    @property
    def space(self) -> str:
        return "" if self.space_bytes is None else space_in_words(self.space_bytes)
