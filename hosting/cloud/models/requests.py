"""A request at the desk and its append-only history."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.organisations.host import has_organisations
from accounts.organisations.models import Organisation, Referent, Territory

from ..sizes import space_in_words
from .history import Step

GIGABYTE = 1024**3


class AccountRequest(models.Model):
    """Somebody asks for a service on behalf of an association, one of theirs or a new one; or for more space on an
    account that exists (`kind`), which is granted once the server shows it.

    Only `actions` change the state: each step is an event, and approval asks who approves.
    """

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        SERVICE = "service", _("a service")
        SPACE = "space", _("more space")

    class State(models.TextChoices):
        CONFIRM = "confirm", _("waiting for the person’s word")
        SUBMITTED = "submitted", _("waiting for the referent")
        QUESTION = "question", _("a question to you")
        APPROVED = "approved", _("approved")
        PROVISIONING = "provisioning", _("being created")
        ACTIVE = "active", _("active")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")
        ENDED = "ended", _("ended")
        DONE = "done", _("done")

    WAITING = (State.SUBMITTED, State.QUESTION)
    # The association has the service or is about to.
    LIVING = (State.APPROVED, State.PROVISIONING, State.ACTIVE)
    # Nothing more happens by itself.
    SETTLED = (State.ACTIVE, State.REFUSED, State.CANCELLED, State.ENDED, State.DONE)

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SERVICE)
    service = models.ForeignKey(
        "services.Service", on_delete=models.PROTECT, related_name="requests", verbose_name=_("service")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="account_requests",
        verbose_name=_("asked by"),
    )
    # Who opened it for somebody on the telephone, and whose word it waits for: forgotten once they have given it.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("opened by"),
    )
    address = models.EmailField(_("e-mail address"), blank=True, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("organisation"),
    )
    new_organisation_name = models.CharField(_("name of the association"), max_length=160, blank=True)
    new_organisation_town = models.CharField(_("town"), max_length=120, blank=True)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="requests", verbose_name=_("territory")
    )
    reason = models.TextField(_("what for"), max_length=2000)
    accounts_wanted = models.PositiveSmallIntegerField(_("how many accounts"), default=1)
    wished_id = models.CharField(_("wished user name"), max_length=40, blank=True)
    quota_gb = models.PositiveSmallIntegerField(_("space, in GB"), default=10)
    # 0: none is asked for
    folder_gb = models.PositiveSmallIntegerField(_("space of the association, in GB"), default=0)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.SUBMITTED)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="decided_requests",
        verbose_name=_("decided by"),
    )
    account = models.ForeignKey(
        "cloud.CloudAccount",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="requests",
        verbose_name=_("account"),
    )

    class QuerySet(models.QuerySet):
        def of_person(self, person):
            return self.filter(person=person)

        def waiting(self):
            """Those that somebody must still decide on."""
            return self.filter(state__in=AccountRequest.WAITING)

        def waiting_for_word_of(self, person):
            """Opened on the telephone for a mailbox that the person has shown to be theirs."""
            theirs = EmailAddress.objects.filter(user=person, verified=True).values("email")
            return self.filter(state=AccountRequest.State.CONFIRM, address__in=theirs)

        def in_use(self):
            """The services that associations have or are about to: what keeps an account alive."""
            return self.filter(kind=AccountRequest.Kind.SERVICE, state__in=AccountRequest.LIVING)

        def for_space(self):
            return self.filter(kind=AccountRequest.Kind.SPACE)

        def in_care_of(self, person):
            """Those in the territories (subtrees) that the person is a referent of today."""
            condition = Q(pk__in=[])
            for path in Referent.objects.held_by(person).values_list("territory__path", flat=True):
                condition |= Q(territory__path__startswith=path)
            return self.filter(condition)

        def oldest_first(self):
            return self.order_by("created_at", "pk")

        def for_list(self):
            """With what one line of a list shows."""
            return self.select_related("service", "person", "organisation", "territory")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("account request")
        verbose_name_plural = _("account requests")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="cloud_request_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(new_organisation_name=""),
                name="cloud_request_names_an_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "provisioning", "active"])
                | Q(decided_at__isnull=False, organisation__isnull=False),
                name="cloud_request_approved_by_someone_for_an_organisation",
            ),
            models.CheckConstraint(condition=Q(state="confirm") | Q(address=""), name="cloud_request_forgets_address"),
            models.CheckConstraint(condition=Q(quota_gb__gte=1), name="cloud_request_space_positive"),
            models.CheckConstraint(
                condition=~Q(state="provisioning") | Q(account__isnull=False), name="cloud_request_in_work_has_account"
            ),
        ]

    def __str__(self) -> str:
        return f"nº {self.number}, {self.organisation_name}"

    @property
    def number(self) -> int:
        """The public number of the request."""
        return self.pk

    @property
    def organisation_name(self) -> str:
        """Whom it is for: the association, or the person where a host has none."""
        if not has_organisations():
            return self.asked_by
        return self.organisation.name if self.organisation else self.new_organisation_name

    @property
    def is_of_somebody_here(self) -> bool:
        """Whoever asked has an account that is not closed."""
        return self.person is not None and self.person.is_active

    @property
    def is_for_space(self) -> bool:
        return self.kind == self.Kind.SPACE

    @property
    def wish(self) -> str:
        """What is asked for, in the reader's language: the service, or so much room on it."""
        if not self.is_for_space:
            return self.service.name
        words = {"space": space_in_words(self.quota_bytes), "service": self.service.name}
        return gettext("%(space)s on %(service)s") % words

    @property
    def asked_by(self) -> str:
        """Public name of whoever asked, or why there is none."""
        if self.person is not None:
            return self.person.public_name
        return gettext("somebody invited by mail") if self.state == self.State.CONFIRM else gettext("deleted account")

    def get_quota_gb_display(self) -> str:
        return space_in_words(self.quota_bytes)

    @property
    def quota_bytes(self) -> int:
        return self.quota_gb * GIGABYTE

    @property
    def folder_in_words(self) -> str:
        """The space of the association that is asked for; empty when none is."""
        return space_in_words(self.folder_gb * GIGABYTE) if self.folder_gb else ""

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    def get_absolute_url(self) -> str:
        return reverse("cloud:request", args=[self.number])


class RequestEvent(Step):
    """A step of a request: the state it reached, when, by whom, and what was said."""

    request = models.ForeignKey(
        AccountRequest, on_delete=models.PROTECT, related_name="events", verbose_name=_("request")
    )
    state = models.CharField(_("state"), max_length=20, choices=AccountRequest.State.choices)

    class Meta(Step.Meta):
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")

    def __str__(self) -> str:
        return f"{self.request_id}: {self.get_state_display()}"
