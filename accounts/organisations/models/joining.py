"""Two ways into an organisation: an invitation from within, a request from outside."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.link_keys import digest_of

from .organisations import Membership, Organisation


class Invitation(models.Model):
    """Whoever holds its token may join, once, until it expires. Sent to an address, or handed over as a link.

    The token is kept as a digest alone. The address is for the eyes of whoever typed it, and is forgotten as soon as
    the invitation is over. Only `actions.invitations` changes the state.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        REVOKED = "revoked", _("withdrawn")
        LAPSED = "lapsed", _("too old")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    address = models.EmailField(_("e-mail address"), blank=True)
    by_mail = models.BooleanField(_("sent by mail"), default=False)
    token_digest = models.CharField(_("digest of the token"), max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="invitations_made",
        verbose_name=_("invited by"),
    )
    # whoever signed up from it joins as soon as their own address is confirmed
    kept_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations_kept",
        verbose_name=_("kept for"),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("last sent"), default=timezone.now, editable=False)
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    expires_at = models.DateTimeField(_("until"))

    class QuerySet(models.QuerySet):
        def waiting(self):
            """Those that nobody has answered or withdrawn, expired ones too."""
            return self.filter(state=Invitation.State.WAITING)

        def usable(self):
            """Those that still let somebody in."""
            return self.waiting().filter(expires_at__gt=timezone.now(), organisation__closed_at=None)

        def of_token(self, token: str):
            return self.filter(token_digest=digest_of(token))

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "address"],
                condition=Q(state="waiting") & ~Q(address=""),
                name="organisations_one_invitation_each",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(address=""), name="organisations_invitation_forgets_address"
            ),
            models.CheckConstraint(
                condition=Q(by_mail=True) | Q(role="member"), name="organisations_link_invites_members_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_state_display()}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class JoinRequest(models.Model):
    """Somebody asks to belong to an organisation. Only `actions.joining` changes the state."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="join_requests", verbose_name=_("organisation")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests", verbose_name=_("person")
    )
    message = models.CharField(_("message"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class QuerySet(models.QuerySet):
        def waiting(self):
            return self.filter(state=JoinRequest.State.WAITING)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(state="waiting"),
                name="organisations_one_request_to_join_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"
