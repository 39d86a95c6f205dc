"""What waits at the desk: for the person on their account's home, for staff on the home of /cms/."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.roles import Role, has_role
from portal.core.dashboard import Waiting
from portal.notifications.models import Mail

from .models import AccountRequest, CloudAccount, CloudServer, OutgoingChange, TeamFolder
from .rules import may_enter_desk, requests_at_desk_of


def home_section(request) -> dict:
    """My cloud account and my requests."""
    person = request.user
    requests = list(AccountRequest.objects.of_person(person).for_list()[:5])
    return {
        "accounts": list(CloudAccount.objects.of_person(person).living()),
        "requests": requests,
        "open_requests": [one for one in requests if one.state not in AccountRequest.SETTLED],
    }


def tasks_of_person(request):
    """A request to confirm, a question to answer; requests to decide for whoever decides."""
    person = request.user
    for one in AccountRequest.objects.waiting_for_word_of(person).for_list():
        yield {
            "title": _("A request waits for your word"),
            "line": one.organisation_name,
            "url": reverse("cloud:word"),
            "label": _("Look at it"),
        }
    for one in AccountRequest.objects.of_person(person).filter(state=AccountRequest.State.QUESTION).for_list():
        yield {
            "title": _("Your request has a question for you"),
            "line": one.organisation_name,
            "url": one.get_absolute_url(),
            "label": _("Answer"),
        }
    if may_enter_desk(person):
        waiting = requests_at_desk_of(person).filter(state=AccountRequest.State.SUBMITTED)
        count = waiting.exclude(person=person).count()
        if count:
            yield {
                "title": ngettext("One request waits for you", "%(count)s requests wait for you", count)
                % {"count": count},
                "line": _("In your territory"),
                "url": reverse("cloud:desk"),
                "label": _("Open the desk"),
            }


def for_staff(request):
    """Requests, stopped queues, failed changes and mails."""
    if has_role(request.user, Role.STAFF):
        yield from _cloud_queue()
        yield from _requests()
        yield from _mails()


def _cloud_queue():
    for server in CloudServer.objects.halted():
        yield Waiting(
            _("The queue of %(server)s is stopped") % {"server": server.name},
            1,
            reverse("cloud_queue"),
            urgent=True,
            detail=server.trouble,
        )
    failing = OutgoingChange.objects.failing().count()
    yield Waiting(
        ngettext("One account or space cannot be set up", "%(count)s accounts or spaces cannot be set up", failing)
        % {"count": failing},
        failing,
        reverse("cloud_queue"),
        urgent=True,
    )
    drifted = CloudAccount.objects.drifted().count() + TeamFolder.objects.drifted().count()
    yield Waiting(
        ngettext(
            "One account or space has drifted on its server",
            "%(count)s accounts or spaces have drifted on their servers",
            drifted,
        )
        % {"count": drifted},
        drifted,
        reverse("cloud_queue"),
    )
    without_app = OutgoingChange.objects.waiting_for_app().count()
    yield Waiting(
        ngettext(
            "One space of an association waits for the app “Team folders”",
            "%(count)s spaces of associations wait for the app “Team folders”",
            without_app,
        )
        % {"count": without_app},
        without_app,
        reverse("cloud_queue"),
    )


def _requests():
    waiting = AccountRequest.objects.filter(state=AccountRequest.State.SUBMITTED).count()
    yield Waiting(
        ngettext("One request waits", "%(count)s requests wait", waiting) % {"count": waiting},
        waiting,
        reverse("cloud:desk"),
    )
    by_hand = AccountRequest.objects.filter(state=AccountRequest.State.APPROVED, service__connector="").count()
    yield Waiting(
        ngettext(
            "One approved request is to be done by hand", "%(count)s approved requests are to be done by hand", by_hand
        )
        % {"count": by_hand},
        by_hand,
        reverse("cloud:desk") + "?show=approved",
    )


def _mails():
    mails = Mail.objects.failing().count()
    yield Waiting(
        ngettext("One mail does not get through", "%(count)s mails do not get through", mails) % {"count": mails},
        mails,
        reverse("wagtailsnippets_notifications_mail:list"),
        urgent=True,
    )
