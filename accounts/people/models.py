"""People: one kind of account for everybody. What a person may do comes from the roles they hold (`roles.py`)."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from portal.core.append_only import AppendOnly


class PeopleManager(BaseUserManager):
    """Creates people by e-mail address; the address is kept in lower case so that it is unique as people mean it."""

    def create_user(self, email: str, password: str | None = None, *, public_name: str, **fields) -> "User":
        person = self.model(email=email.strip().lower(), public_name=public_name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, *, public_name: str, **fields) -> "User":
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, public_name=public_name, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address signs in and is shown to nobody; the public name is the only name others see."""

    email = models.EmailField(_("e-mail address"), unique=True)
    public_name = models.CharField(
        _("public name"), max_length=60, help_text=_("The only name that others see. It can be a nickname.")
    )
    language = models.CharField(
        _("language of mails"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("signed up"), default=timezone.now)

    objects = PeopleManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["public_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_one_account_per_address"),
            models.CheckConstraint(condition=~models.Q(public_name=""), name="people_public_name_required"),
        ]

    def __str__(self) -> str:
        return self.public_name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.public_name

    def get_short_name(self) -> str:
        return self.public_name


class Consent(AppendOnly):
    """A person accepted a version of a dated text. Knows no document: slug, version and digest say which.

    Never changed: the database refuses it (`portal.core.immutable`). It goes with the account alone, into the
    restricted store.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents", verbose_name=_("person"))
    document = models.SlugField(_("document"))
    version = models.PositiveIntegerField(_("version"))
    digest = models.CharField(_("digest of the accepted text"), max_length=64)
    given_at = models.DateTimeField(_("given on"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "document", "version"], name="people_one_consent_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


@register_setting(icon="time")
class InactivityPolicy(BaseGenericSetting):
    """What becomes of accounts that nobody uses; nothing does until staff say so. See `inactivity`."""

    is_applied = models.BooleanField(
        _("apply it every night"),
        default=False,
        help_text=_("Until then nobody is written to and nothing is closed: the report says who would be."),
    )
    warn_after_months = models.PositiveSmallIntegerField(
        _("months without a sign-in before the warning"), default=24, validators=[MinValueValidator(6)]
    )
    suspend_after_days = models.PositiveSmallIntegerField(
        _("days from the warning to the suspension of cloud accounts"), default=30, validators=[MinValueValidator(14)]
    )
    delete_after_days = models.PositiveSmallIntegerField(
        _("days from the suspension to the deletion"), default=180, validators=[MinValueValidator(30)]
    )

    class Meta:
        verbose_name = _("inactive accounts")
        verbose_name_plural = _("inactive accounts")


class Inactivity(models.Model):
    """How far the policy has gone with somebody; the row goes with their next sign-in."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        WARNED = "warned", _("warned")
        SUSPENDED = "suspended", _("suspended")
        LEAVING = "leaving", _("to be deleted")

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="inactivity", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WARNED)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("inactive account")
        verbose_name_plural = _("inactive accounts")
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.get_state_display()}"
