"""What becomes of cloud accounts when something changes about their person: another address or name is brought to the
server, inactivity and a closed account here shut them, coming back opens them again, whoever leaves an association
leaves its group."""

from django.db.models import Q
from django.db.models.signals import post_save, pre_save
from django.utils.translation import gettext as _

from accounts.organisations.rules import answers_for
from accounts.organisations.signals import membership_changed, memberships_added, role_changed
from accounts.people.inactivity import inactivity_step, register_sign
from accounts.people.models import Inactivity, User

from .actions import life, requests
from .actions.outbox import want
from .models import AccountEvent, AccountRequest, CloudAccount

State = CloudAccount.State
# What the server is told of a person (`converging.wanted_of`).
TOLD = frozenset({"email", "public_name"})
AT_ONCE = 400  # memberships asked about in one query, with two values each
WATCHED = TOLD | {"is_active"}


def note_what_is_told(sender, instance, raw=False, update_fields=None, **_kwargs) -> None:
    """Remember, until the row is saved, whether the server must hear of it; a sign-in changes other columns."""
    instance._told_changed = instance._came_or_went = False
    if raw or instance.pk is None or (update_fields is not None and not WATCHED & set(update_fields)):
        return
    before = User.objects.filter(pk=instance.pk).values(*WATCHED).first()
    if before is not None:
        instance._told_changed = any(getattr(instance, name) != before[name] for name in TOLD)
        instance._came_or_went = instance.is_active != before["is_active"]


def bring_what_changed(sender, instance, **_kwargs) -> None:
    if getattr(instance, "_told_changed", False):
        instance._told_changed = False
        for account in _theirs(instance).exclude(origin=CloudAccount.Origin.LINKED):
            want(account=account, payload={"person": "changed"})
    if getattr(instance, "_came_or_went", False):
        instance._came_or_went = False
        if instance.is_active:
            _open_what_the_portal_shut(instance)
        else:
            _shut(instance, _("Your account on this site is closed. Is this a mistake? Write to the team."))


def _theirs(person):
    """Those that are on their server, or on their way."""
    return CloudAccount.objects.of_person(person).living().exclude(state=State.CLOSING)


def follow_inactivity(sender, person, state, **_kwargs) -> None:
    """Receiver of inactivity_step. Only what inactivity shut is opened by a sign-in."""
    if state == Inactivity.State.SUSPENDED:
        _shut(person, _("Nobody has signed in for a long time. Signing in on this site opens it again."))
    elif state is None:
        _open_what_the_portal_shut(person)


def _shut(person, note: str) -> None:
    for account in _made_for(person).filter(state__in=life.OPEN):
        life.suspend(account=account, by=None, note=note)


def _open_what_the_portal_shut(person) -> None:
    for account in _made_for(person).filter(state=State.SUSPENDED):
        last = account.events.filter(kind=AccountEvent.Kind.SUSPENDED).last()
        if last is not None and last.by_id is None and not last.by_title:
            life.resume(account=account, by=None)


def _made_for(person):
    return _theirs(person).exclude(origin=CloudAccount.Origin.LINKED)


def follow_membership(sender, organisation, person, **_kwargs):
    """Receiver of membership_changed. The account itself stays: its owner, the managers or the desk decide on it. Who
    has left asks for nothing more in the association's name, nor does anybody for their account."""
    theirs = CloudAccount.objects.of_person(person).living().filter(requests__organisation=organisation)
    # one that is being closed leaves the group too, but is not made for that
    for account in theirs.exclude(state=State.CLOSING, claim=CloudAccount.Claim.NONE).distinct():
        want(account=account, payload={"membership": organisation.pk})
    if organisation.memberships.filter(person=person).exists():
        return
    for request in organisation.requests.waiting().filter(Q(person=person) | Q(account__person=person)):
        requests.cancel_request(request=request, by=None)
    # no account is made in the name of an association that they left before it was
    for request in organisation.requests.in_use().filter(person=person, account__claim=CloudAccount.Claim.NONE):
        requests.call_off(request=request)


def follow_memberships(sender, memberships, **_kwargs):
    """Receiver of memberships_added. Few of many who join have an account that is used for their association."""
    for begin in range(0, len(memberships), AT_ONCE):
        part = memberships[begin : begin + AT_ONCE]
        used = AccountRequest.objects.in_use().filter(
            organisation__in={one.organisation_id for one in part}, account__person__in={one.person_id for one in part}
        )
        found = set(used.order_by().values_list("organisation", "account__person"))
        for one in part:
            if (one.organisation_id, one.person_id) in found:
                follow_membership(sender, one.organisation, one.person)


def follow_role(sender, organisation, person, **_kwargs):
    """Receiver of role_changed. Whoever answers for the association no more asks for nobody else's account."""
    if not answers_for(person, organisation):
        asked = organisation.requests.for_space().waiting().filter(person=person)
        for request in asked.exclude(account__person=person):
            requests.cancel_request(request=request, by=None)


def seen_since(since):
    """Keys of the people who used their account on the server."""
    return CloudAccount.objects.filter(last_login_at__gte=since, person__isnull=False).order_by().values("person")


def connect() -> None:
    pre_save.connect(note_what_is_told, sender=User, dispatch_uid="cloud-note-what-is-told")
    post_save.connect(bring_what_changed, sender=User, dispatch_uid="cloud-bring-what-changed")
    membership_changed.connect(follow_membership, dispatch_uid="cloud-follow-membership")
    memberships_added.connect(follow_memberships, dispatch_uid="cloud-follow-memberships")
    role_changed.connect(follow_role, dispatch_uid="cloud-follow-role")
    inactivity_step.connect(follow_inactivity, dispatch_uid="cloud-follow-inactivity")
    register_sign(seen_since)
