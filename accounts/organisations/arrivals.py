"""Whoever signs up from an invitation lands in the organisation: the invitation waits with them until they have
confirmed their address and signed in, in whatever browser that is."""

import re

from allauth.account.signals import user_logged_in, user_signed_up
from django.contrib import messages
from django.utils.translation import gettext as _

from .actions import invitations

# as `urls` has it; the sign-up form carries the page it came from
INVITATION = re.compile(r"/compte/invitation/([\w-]{20,64})/")


def keep_invitation(sender, request, user, **kwargs) -> None:
    found = INVITATION.fullmatch(request.POST.get("next", ""))
    if found:
        invitations.keep_for(token=found[1], person=user)


def land(sender, request, user, **kwargs) -> None:
    for organisation in invitations.land(person=user):
        messages.success(request, _("You now belong to %(name)s.") % {"name": organisation.name})


def connect() -> None:
    user_signed_up.connect(keep_invitation, dispatch_uid="organisations-keep-invitation")
    user_logged_in.connect(land, dispatch_uid="organisations-land")
