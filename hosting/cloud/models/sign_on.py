"""Signing in to a Nextcloud with an account of the portal: which server may ask, and who is signed in by it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .servers import CloudServer


class RelyingParty(models.Model):
    """A server that lets people in on the portal's word. Its id, secret (hashed) and addresses are allauth's `Client`;
    `manage.py oidc_client` makes it."""

    wagtail_reference_index_ignore = True

    server = models.ForeignKey(
        CloudServer, on_delete=models.CASCADE, related_name="relying_parties", verbose_name=_("server")
    )
    client = models.OneToOneField(
        "allauth_idp_oidc.Client", on_delete=models.CASCADE, related_name="relying_party", verbose_name=_("client")
    )
    logout_url = models.URLField(_("address told of sign-outs"))
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def known_as(self, client_id: str):
            return self.filter(client_id=client_id).select_related("server", "client")

        def servers(self) -> set[int]:
            """The numbers of the servers that people can sign in to with the portal."""
            return set(self.values_list("server_id", flat=True)) if settings.OIDC_SIGNING_KEY else set()

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("server that signs in with the portal")
        verbose_name_plural = _("servers that sign in with the portal")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.client_id

    @property
    def name(self) -> str:
        """What the person reads."""
        return self.server.name


class SignOn(models.Model):
    """One sign-in at a server, from the page where the person was let through until the server knows that it is over.

    The row is written with the code and is what makes it serve once. `sid` goes into the id token and comes back in the
    logout token. Session and code are kept as digests: nothing here opens anything.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        OPEN = "open", _("going on")
        WAITING = "waiting", _("over, the server is to be told")
        TOLD = "told", _("over, the server knows")
        FAILED = "failed", _("over, the server could not be told")

    party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="sign_ons", verbose_name=_("server"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="sign_ons",
        verbose_name=_("person"),
    )
    # the person's number as the server was told it: still needed to sign out whoever has left
    sub = models.CharField(max_length=40)
    sid = models.CharField(max_length=43, unique=True)
    code_digest = models.CharField(max_length=64, unique=True)
    session_digest = models.CharField(max_length=64, db_index=True)
    second_factor = models.BooleanField(_("with the second factor"), default=False)
    authenticated_at = models.DateTimeField(_("signed in here"))
    opened_at = models.DateTimeField(_("let through"), default=timezone.now)
    exchanged_at = models.DateTimeField(_("signed in there"), null=True, blank=True)
    ended_at = models.DateTimeField(_("over since"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    # the server's own words, for whoever mends it
    technical_error = models.CharField(_("technical message"), max_length=300, blank=True)

    class QuerySet(models.QuerySet):
        def open(self):
            return self.filter(state=SignOn.State.OPEN)

        def to_tell(self, now=None):
            """Those whose server is to be told now; one that a worker has in hand is due again when its time is up."""
            return self.filter(state=SignOn.State.WAITING, not_before__lte=now or timezone.now())

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in at a server")
        verbose_name_plural = _("sign-ins at servers")
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="cloud_sign_on_to_tell")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="cloud_sign_on_over_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(exchanged_at__isnull=False, not_before__isnull=False),
                name="cloud_sign_on_told_was_exchanged",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.get_state_display()}"
