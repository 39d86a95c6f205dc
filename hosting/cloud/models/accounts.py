"""An account on a Nextcloud server, as the portal knows it, and the append-only history of its life."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ..sizes import space_in_words
from .history import Step
from .on_server import OnServer, OnServerQuerySet
from .servers import CloudServer


class CloudAccount(OnServer):
    """One person on one server; the associations they use it for are those of its requests.

    `uid` is chosen by the portal (or proved by its owner when linked) and never changes. `claim` is what tells an
    account that a lost answer left behind from somebody else's: it is committed before the account is created.
    """

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        WANTED = "wanted", _("being created")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        FAILED = "failed", _("failed")
        CLOSING = "closing", _("closing")
        DELETED = "deleted", _("deleted")

    class Origin(models.TextChoices):
        MADE = "made", _("made by the portal")
        LINKED = "linked", _("linked by its owner")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="cloud_accounts",
        verbose_name=_("person"),
    )
    server = models.ForeignKey(CloudServer, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("server"))
    uid = models.CharField(_("user name"), max_length=64)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.MADE)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WANTED)
    quota_bytes = models.PositiveBigIntegerField(_("space granted, in bytes"), null=True, blank=True)
    # Suspension has ended: open it there too. Otherwise whoever runs the server may keep it shut.
    reopen = models.BooleanField(default=False, editable=False)
    open_there = models.BooleanField(_("open on the server"), null=True, blank=True)
    last_login_at = models.DateTimeField(_("last sign-in"), null=True, blank=True)

    class QuerySet(OnServerQuerySet):
        def of_person(self, person):
            return self.filter(person=person).select_related("server")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("cloud account")
        verbose_name_plural = _("cloud accounts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint("server", Lower("uid"), name="cloud_uid_once_per_server"),
            models.UniqueConstraint(
                fields=["person", "server"],
                condition=Q(person__isnull=False) & ~Q(state="deleted"),
                name="cloud_one_account_per_person_and_server",
            ),
            models.CheckConstraint(condition=~Q(uid=""), name="cloud_uid_not_empty"),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(claim="ours"), name="cloud_active_account_is_proved_ours"
            ),
            models.CheckConstraint(
                condition=Q(state="closing", delete_after__isnull=False)
                | (~Q(state="closing") & Q(delete_after__isnull=True)),
                name="cloud_closing_account_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return self.uid

    @property
    def address(self) -> str:
        return self.server.shown_address

    @property
    def is_shut(self) -> bool:
        """Nobody can sign in: the portal suspended it, or whoever runs the server disabled it there. Not one that the
        portal has just opened again, though the server has still to be told."""
        return self.state == self.State.SUSPENDED or (self.open_there is False and not self.reopen)

    def stays_shut(self) -> bool:
        """It was suspended and has not been opened since, whatever came after: so it is while it is being closed."""
        kinds = (AccountEvent.Kind.READY, AccountEvent.Kind.SUSPENDED, AccountEvent.Kind.RESUMED)
        last = self.events.filter(kind__in=kinds).last()
        return last is not None and last.kind == AccountEvent.Kind.SUSPENDED

    @property
    def drift_in_words(self) -> list[str]:
        """What the nightly round found to differ, in the reader's language."""
        fields = {
            "gone": _("the account is no longer on the server"),
            "displayname": _("the name shown"),
            "quota": _("the space"),
            "language": _("the language"),
            "email": _("the address"),
            "enabled": _("open or shut"),
        }
        groups = {"-": _("missing in group %(group)s"), "+": _("too much: group %(group)s")}
        return [str(fields[one] if one in fields else groups[one[0]] % {"group": one[1:]}) for one in self.drift]

    def brings_password_mail(self) -> bool:
        """The server writes, with a link to choose a password, when the portal makes an account: once, so not for the
        second association of a person, and never for an account that its owner linked."""
        return self.origin == self.Origin.MADE and not self.requests.filter(state__in=("active", "ended")).exists()

    def get_quota_bytes_display(self) -> str:
        return "" if self.quota_bytes is None else space_in_words(self.quota_bytes)


class AccountEvent(Step):
    """What happened to an account after its request: who shut, opened, enlarged or closed it, and why."""

    class Kind(models.TextChoices):
        READY = "ready", _("ready")
        SUSPENDED = "suspended", _("suspended")
        RESUMED = "resumed", _("opened again")
        SPACE = "space", _("space changed")
        CLOSING = "closing", _("to be closed")
        KEPT = "kept", _("kept")
        DELETED = "deleted", _("deleted")

    account = models.ForeignKey(
        CloudAccount, on_delete=models.PROTECT, related_name="events", verbose_name=_("account")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    space_bytes = models.PositiveBigIntegerField(_("space granted, in bytes"), null=True, blank=True)

    class Meta(Step.Meta):
        verbose_name = _("step of an account")
        verbose_name_plural = _("steps of accounts")

    def __str__(self) -> str:
        return f"{self.account_id}: {self.get_kind_display()}"

    @property
    def space(self) -> str:
        return "" if self.space_bytes is None else space_in_words(self.space_bytes)
