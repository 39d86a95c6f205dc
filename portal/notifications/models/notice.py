"""What happened (one row an event, from which it is told) and what each person was told of it (one row a person)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import Frequency

NOT_MAILED_YET = Q(settled_at=None) & ~Q(frequency=Frequency.NEVER)


class Event(models.Model):
    """Something to tell followers of, written with the event itself. A worker tells them batch after batch; `reached`
    is the key of the last person told, so that whoever takes over after a kill goes on from there."""

    wagtail_reference_index_ignore = True

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=150, unique=True)
    source = models.PositiveBigIntegerField(_("its number"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("on"), default=timezone.now)
    reached = models.PositiveBigIntegerField(_("told up to"), default=0)
    done_at = models.DateTimeField(_("all told"), null=True, blank=True)

    class Meta:
        verbose_name = _("event to tell")
        verbose_name_plural = _("events to tell")
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="notifications_event_untold")]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """One person, one event. `thread` names what folds together (« topic-12 »); `reason` what they follow
    (« topic:12 »), empty when the kind itself is the reason; `source` the event's row in its app.

    `settled_at`: whether a mail is still to decide. `mail` is the one that told it, none when none was needed.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=150)
    thread = models.CharField(_("belongs to"), max_length=80, blank=True)
    reason = models.CharField(_("followed"), max_length=80, blank=True)
    source = models.PositiveBigIntegerField(_("its number"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.CharField(_("in one sentence"), max_length=300, blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("on"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    frequency = models.CharField(_("mails"), max_length=10, choices=Frequency.choices, default=Frequency.AT_ONCE)
    settled_at = models.DateTimeField(_("mail decided"), null=True, blank=True)
    mail = models.ForeignKey(
        "notifications.Mail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("mail"),
    )

    class QuerySet(models.QuerySet):
        def unread(self):
            return self.filter(read_at=None)

        def to_mail(self, frequency: str):
            """Those that wait for a mail of this frequency; what was read meanwhile waits no more."""
            return self.filter(NOT_MAILED_YET, frequency=frequency, read_at=None)

        def folded(self, *, unread: bool = False):
            """Of one kind in one conversation, the newest alone; with `unread`, the newest that is unread."""
            among = Notice.objects.unread() if unread else Notice.objects.all()
            same = {name: models.OuterRef(name) for name in ("person", "thread", "kind")}
            at = models.OuterRef("created_at")
            newer = among.filter(Q(created_at__gt=at) | Q(created_at=at, pk__gt=models.OuterRef("pk")), **same)
            kept = self.unread() if unread else self
            return kept.filter(Q(thread="") | ~models.Exists(newer))

        def beside(self, notice):
            """A notice and those that fold into it."""
            if not notice.thread:
                return self.filter(pk=notice.pk)
            return self.filter(person=notice.person_id, thread=notice.thread, kind=notice.kind)

        def latest_first(self):
            return self.order_by("-created_at", "-pk")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notifications_told_once")]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notifications_page"),
            models.Index(fields=["person", "thread"], condition=Q(read_at=None), name="notifications_unread"),
            models.Index(
                fields=["frequency", "person"],
                condition=Q(settled_at=None) & ~Q(frequency="never"),
                name="notifications_to_mail",
            ),
            models.Index(fields=["person", "thread", "settled_at"], name="notifications_mailed_thread"),
        ]

    def __str__(self) -> str:
        return self.title
