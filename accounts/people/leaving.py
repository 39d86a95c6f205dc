"""What the accounts do when somebody asks for their data or leaves: mails at each step, the way back at sign-in,
sessions closed, words about them in mails to others forgotten."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.core.dates import date_format
from portal.notifications import actions as notifications
from portal.notifications.models import Mail, Notice
from portal.privacy.actions.departures import pending_of
from portal.privacy.models import Departure
from portal.privacy.signals import departure_step, export_ready

from . import inactivity
from .models import Inactivity

State = Departure.State
MAILS = {State.COOLING: "people/leaving", State.CANCELLED: "people/staying"}
FAREWELL = "farewell-"
SHORTEST_NAME = 4


def tell_of_export(sender, export, **_kwargs) -> None:
    notifications.send(
        name="people/archive-ready",
        person=export.person,
        context={"export": export, "path": reverse("privacy:data")},
        key=f"archive-{export.pk}-ready",
    )


def tell_of_step(sender, departure, person, address: str = "", language: str = "", **_kwargs) -> None:
    """One mail a step. The last one goes to an address without a person, and is forgotten once sent."""
    if departure.state in MAILS and person is not None:
        for_nobody_came = departure.state == State.COOLING and Inactivity.objects.filter(person=person).exists()
        notifications.send(
            name="people/inactive-leaving" if for_nobody_came else MAILS[departure.state],
            person=person,
            context={"departure": departure, "path": reverse("privacy:leave")},
            key=f"departure-{departure.pk}-{departure.state}",
        )
    elif departure.state == State.CLOSING and address:
        _say_farewell(departure, address, language)


def _say_farewell(departure, address: str, language: str) -> None:
    with translation.override(language):
        values = {**notifications.mail_context(), "departure": departure, "site_url": ""}
        notifications.put(
            key=f"{FAREWELL}{departure.pk}",
            address=address,
            subject=render_to_string("mail/people/left.subject.txt", values),
            text=render_to_string("mail/people/left.txt", values),
            confidential=True,
        )


def forget_farewells() -> int:
    """Their address has served for the last time."""
    served = Mail.objects.filter(key__startswith=FAREWELL, person=None)
    return served.filter(state__in=(Mail.State.SENT, Mail.State.FAILED)).delete()[0]


def close_sessions(person, **_kwargs) -> None:
    """Ahead of the erasure of the list of sessions: the sessions themselves."""
    keys = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()


def forget_in_words_to_others(person, **_kwargs) -> None:
    """Copies of mails that name the person, and notices: the others have had theirs, the copy has served."""
    sent = Mail.objects.filter(_naming(person, "subject", "text"), state=Mail.State.SENT)
    sent.exclude(person=person).update(subject=notifications.FORGOTTEN, text=notifications.FORGOTTEN)
    Notice.objects.filter(_naming(person, "title", "text")).exclude(person=person).delete()


def _naming(person, *columns: str) -> Q:
    """Rows in which their name or address stands. A name of three letters would be found everywhere."""
    found = Q(pk__in=[])
    for column in columns:
        found |= Q(**{f"{column}__icontains": person.email})
        if len(person.public_name) >= SHORTEST_NAME:
            found |= Q(**{f"{column}__contains": person.public_name})
    return found


def remind_at_sign_in(sender, request, user, **_kwargs) -> None:
    """Receiver of user_logged_in: whoever comes back while their account waits to be deleted is told."""
    pending = pending_of(user)
    if pending is not None and hasattr(request, "_messages"):
        messages.warning(request, _("Your account will be deleted on %(day)s. You can cancel that.") % _day(pending))


def tasks_of_person(request):
    """For the home of the account: the way back."""
    pending = pending_of(request.user)
    if pending is not None:
        yield {
            "title": _("Your account will be deleted on %(day)s") % _day(pending),
            "line": _("Until then nothing is lost."),
            "url": reverse("privacy:leave"),
            "label": _("Keep my account"),
        }


def _day(pending: Departure) -> dict[str, str]:
    return {"day": date_format(localtime(pending.due_at), "j F Y")}


def connect() -> None:
    # ahead of the reminder: whoever comes back has nothing more to be reminded of
    user_logged_in.connect(inactivity.take_back, dispatch_uid="people-back-from-inactivity")
    export_ready.connect(tell_of_export, dispatch_uid="people-tell-of-export")
    departure_step.connect(tell_of_step, dispatch_uid="people-tell-of-departure")
    user_logged_in.connect(remind_at_sign_in, dispatch_uid="people-remind-of-departure")
