"""The life of a request. Each function is one transaction, one step of history, and its mails, each sent once."""

from itertools import chain, count

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.organisations import host
from accounts.organisations.models import Membership, Organisation, Referent
from accounts.organisations.rules import title_in
from portal.core.slugs import slug_of
from portal.notifications.actions import send
from portal.notifications.telling import leave_beside

from .. import servers
from ..models import AccountEvent, AccountRequest, CloudAccount, CloudServer, RequestEvent
from ..nextcloud.identifiers import is_reserved, new_account_id
from ..rules import may_decide, require_decider, require_ender, told_of
from . import staff
from .outbox import want

State = AccountRequest.State

# The kind of notices that steps leave beside their mails.
DESK_STEP = "desk-step"

# What a person fills in: two requests are the same only when all of it is.
TYPED = (
    "service_id",
    "organisation_id",
    "new_organisation_name",
    "new_organisation_town",
    "territory_id",
    "reason",
    "accounts_wanted",
    "wished_id",
    "quota_gb",
    "folder_gb",
)


class WrongState(Exception):
    """The request is no longer where this step starts: somebody else was faster."""


class PersonGone(Exception):
    """Whoever asked has deleted their account, or the team has closed it: there is nobody to make an account for."""


@transaction.atomic
def submit_request(*, person, service, territory, reason: str, organisation=None, **details) -> AccountRequest:
    """Ask for a service. `details`: new_organisation_name and new_organisation_town (without an organisation),
    accounts_wanted, wished_id, quota_gb, folder_gb (the association's own space, 0 for none).

    The very same request that still waits is returned instead of made again: two clicks can arrive at the same
    moment, and the second waits here for the first one's row. Whatever was corrected makes a request of its own.
    """
    get_user_model().objects.select_for_update().get(pk=person.pk)
    request = AccountRequest(
        person=person,
        service=service,
        territory=organisation.territory if organisation else territory,
        organisation=organisation,
        reason=reason,
        **details,
    )
    sent_before = _twin_of(request)
    if sent_before is not None:
        return sent_before
    return hand_in(request=request, by=person)


def hand_in(*, request: AccountRequest, by) -> AccountRequest:
    """A request that is whole waits for a decision from now on; whoever asked and those who decide are told."""
    event = step(request, State.SUBMITTED, by=by)
    referents, _people = _deciders_on(request)
    _tell(request, event, "cloud/submitted", for_referent=bool(referents))
    tell_deciders(request, event)
    return request


def tell_deciders(request: AccountRequest, event: RequestEvent) -> None:
    """Whoever decides on it now; nobody is told twice of the same step."""
    referents, deciders = _deciders_on(request)
    for decider in deciders:
        _tell(request, event, "cloud/to-decide", person=decider, for_referent=bool(referents))


def tell_new_deciders() -> int:
    """Terms begin and end, referents go away and come back, and requests wait all the while: whoever decides by now is
    told of each once. How many wait."""
    waiting = AccountRequest.objects.filter(state=State.SUBMITTED)
    for pk in (found := list(waiting.oldest_first().values_list("pk", flat=True))):
        with transaction.atomic():
            request = waiting.select_for_update(of=("self",)).for_list().filter(pk=pk).first()
            if request is not None:
                tell_deciders(request, request.events.last())
    return len(found)


def _twin_of(request: AccountRequest) -> AccountRequest | None:
    """The waiting request that says the same in every detail."""
    details = {name: getattr(request, name) for name in TYPED}
    return AccountRequest.objects.of_person(request.person).filter(state=State.SUBMITTED, **details).first()


def _deciders_on(request: AccountRequest) -> tuple[list[Referent], list]:
    """The referents who may decide, and the people to tell: theirs, or the team where nobody is appointed."""
    referents = Referent.objects.nearest_to(request.territory, besides=request.person)
    people = [one.answering for one in referents] or [one for one in staff.team() if one.pk != request.person_id]
    return referents, people


@transaction.atomic
def approve_request(
    *, request: AccountRequest, by, note: str = "", folder_gb: int | None = None, server: CloudServer | None = None
) -> AccountRequest:
    """Say yes: the association exists from now on, its account and its space are on their way.

    `folder_gb`: what the decider grants, where it is not what was asked; 0 for none. `server` counts only for an
    association that has none yet.
    Raises PermissionDenied unless `by` looks after the territory today, WrongState when it was decided meanwhile,
    PersonGone when whoever asked is no longer here (it can still be refused).
    """
    from . import folders, life, telephone

    # the association first, as whoever closes it does; two of its requests approved at once make one space
    Organisation.objects.select_for_update().filter(pk=request.organisation_id).first()
    request = _lock(request, State.SUBMITTED, State.QUESTION)
    require_decider(by, request)
    if not request.is_of_somebody_here:
        raise PersonGone
    if request.organisation is None:
        request.organisation = _found_organisation(request)
    elif telephone.was_opened(request) or not host.has_organisations():
        telephone.join(request=request, by=by)
    request.decided_at, request.decided_by = timezone.now(), by
    event = step(request, State.APPROVED, by=by, note=note)
    _tell(request, event, "cloud/approved")
    if request.is_for_space:
        life.enlarge(request=request, by=by)
    elif request.service.connector == "nextcloud":
        server = servers.of_organisation(request.organisation) or server or servers.proposed_for(request.territory)
        request.account = _account_for(request, server, by=by)
        request.folder_gb = request.folder_gb if folder_gb is None else folder_gb
        request.save(update_fields=["account", "folder_gb"])
        want(account=request.account, payload={"request": request.pk})
        if request.folder_gb:
            folders.grant(organisation=request.organisation, server=server, gigabytes=request.folder_gb, by=by)
    elif not request.service.connector:
        staff.tell(name="cloud/do-by-hand", key=f"request-{request.pk}-do-by-hand", context={"request": request})
    return request


@transaction.atomic
def ask_back(*, request: AccountRequest, by, note: str) -> AccountRequest:
    """Ask the person something before deciding."""
    request = _lock(request, State.SUBMITTED, State.QUESTION)
    require_decider(by, request)
    event = step(request, State.QUESTION, by=by, note=note)
    _tell(request, event, "cloud/question")
    return request


@transaction.atomic
def answer_question(*, request: AccountRequest, by, note: str) -> AccountRequest:
    """The person answers: the request waits for the referent again. Whoever asked is told."""
    request = _lock(request, State.QUESTION)
    asked_by = request.events.filter(state=State.QUESTION).select_related("by").last().by
    event = step(request, State.SUBMITTED, by=by, note=note)
    referents, deciders = _deciders_on(request)
    appointed = {one.answering.pk for one in referents}
    # whoever asked may look after other territories by now, or none
    still_theirs = asked_by is not None and asked_by.is_active and may_decide(asked_by, request)
    for person in {*deciders, *([asked_by] if still_theirs else [])}:
        _tell(request, event, "cloud/answered", person=person, for_referent=person.pk in appointed)
    return request


@transaction.atomic
def refuse_request(*, request: AccountRequest, by, note: str) -> AccountRequest:
    """Say no, with the reason that the person will read."""
    request = _lock(request, State.SUBMITTED, State.QUESTION)
    require_decider(by, request)
    request.decided_at, request.decided_by = timezone.now(), by
    event = step(request, State.REFUSED, by=by, note=note)
    referents, _people = _deciders_on(request)
    _tell(request, event, "cloud/refused", referents=referents)
    return request


@transaction.atomic
def cancel_request(*, request: AccountRequest, by) -> AccountRequest:
    """The person takes it back while nobody has decided. Without `by`: what it was about is gone."""
    request = _lock(request, State.SUBMITTED, State.QUESTION)
    step(request, State.CANCELLED, by=by)
    return request


@transaction.atomic
def fulfil_by_hand(*, request: AccountRequest, by, note: str = "") -> AccountRequest:
    """Staff have done by hand what a service without a connector needs."""
    request = _lock(request, State.APPROVED)
    if request.service.connector:
        raise WrongState
    require_decider(by, request)
    event = step(request, State.ACTIVE, by=by, note=note)
    _tell(request, event, "cloud/active", password_mail=False)
    return request


@transaction.atomic
def note_work_begun(*, account: CloudAccount) -> None:
    """A worker has taken the account up; its approved requests say so. Safe to call again."""
    for request in account.requests.select_for_update().filter(state=State.APPROVED):
        step(request, State.PROVISIONING)


@transaction.atomic
def note_account_ready(*, account: CloudAccount) -> None:
    """The account is as wanted on the server: its requests are active, and the people told. Safe to call again."""
    if not account.events.exists():
        AccountEvent.objects.create(account=account, kind=AccountEvent.Kind.READY)
    password_mail = account.brings_password_mail()
    for request in account.requests.select_for_update().filter(state__in=(State.APPROVED, State.PROVISIONING)):
        if request.is_for_space:
            _tell(request, step(request, State.DONE), "cloud/space-ready")
        else:
            _tell(request, step(request, State.ACTIVE), "cloud/active", password_mail=password_mail)


@transaction.atomic
def end_request(*, request: AccountRequest, by, note: str = "") -> AccountRequest:
    """The association needs the service no more. Its space on the cloud leaves the person's account; one that nobody
    else uses is closed, with its grace period. By whoever asked, a manager of the association, or the desk."""
    # the association first, as whoever approves does: its space is not closed while another request for it is granted
    Organisation.objects.select_for_update().filter(pk=request.organisation_id).first()
    request = _lock(request, *AccountRequest.LIVING)
    require_ender(by, request)
    return _end(request, by=by, note=note)


@transaction.atomic
def call_off(*, request: AccountRequest) -> AccountRequest:
    """Approved, but what it was for is gone before anything was made: nothing is."""
    return _end(_lock(request, *AccountRequest.LIVING), by=None)


def _end(request: AccountRequest, *, by, note: str = "") -> AccountRequest:
    """The caller has asked who may."""
    from . import folders, life

    event = step(request, State.ENDED, by=by, note=note)
    _tell(request, event, "cloud/ended")
    account = request.account
    if account is None:
        staff.tell(
            name="cloud/ended",
            key=f"request-{request.pk}-ended",
            context={"request": request, "event": event, "reader": "team"},
        )
        return request
    in_use = account.requests.in_use()
    if not in_use.filter(organisation=request.organisation).exists():
        for waiting in account.requests.for_space().waiting().filter(organisation=request.organisation):
            cancel_request(request=waiting, by=None)
    is_last = account.origin != CloudAccount.Origin.LINKED and not in_use.exists()
    # one that was never tried holds nothing to take along
    never_tried = account.claim == CloudAccount.Claim.NONE
    if is_last and account.state in (*life.OPEN, CloudAccount.State.SUSPENDED):
        life.close(account=account, by=None, days=0 if never_tried else None)
    if not (is_last and never_tried):
        want(account=account, payload={"request": request.pk})
    folders.close_if_unused(organisation=request.organisation, note=note)
    return request


@transaction.atomic
def end_quietly(*, request: AccountRequest) -> None:
    """Its account is no more; the mail about the account says so."""
    from . import folders

    request = _lock(request, *AccountRequest.LIVING)
    step(request, State.ENDED)
    folders.close_if_unused(organisation=request.organisation)


def _lock(request: AccountRequest, *states) -> AccountRequest:
    """The row as it is now, locked; whoever comes second finds the state changed."""
    locked = (
        AccountRequest.objects.select_for_update(of=("self",)).select_related("service", "territory").get(pk=request.pk)
    )
    if locked.state not in states:
        raise WrongState
    return locked


def step(request: AccountRequest, state, *, by=None, note: str = "") -> RequestEvent:
    """The new state and its row of history, for the actions of this app alone: they have asked who may."""
    request.state = state
    request.save()
    title = title_in(by, request.territory) if by and by.pk != request.person_id else ""
    return RequestEvent.objects.create(request=request, state=state, by=by, by_title=title, note=note)


def _tell(request: AccountRequest, event: RequestEvent, name: str, *, person=None, **values) -> None:
    """A mail and a notice to a decider, `person`, or else to those whom the request is for."""
    at_desk = reverse("cloud:desk_request", args=[request.number])
    for one in [person] if person is not None else told_of(request):
        key = f"request-{request.pk}-step-{event.pk}-to-{one.pk}"
        told = {"request": request, "event": event, "reader": _reader(request, one), **values}
        mail = send(name=name, person=one, context=told, key=key)
        leave_beside(mail, kind=DESK_STEP, url=at_desk if person is not None else request.get_absolute_url())


def _reader(request: AccountRequest, person) -> str:
    """Why they get the mail."""
    return "asker" if person.pk == request.person_id else "manager"


def _found_organisation(request: AccountRequest) -> Organisation:
    """The approval of a new association creates it; whoever asked answers for it."""
    stem = slug_of(request.new_organisation_name)[:40].strip("-") or "association"
    what = {
        "name": request.new_organisation_name,
        "territory": request.territory,
        "town": request.new_organisation_town,
    }
    # asked of the database each time: another of the same name may be approved in this very instant
    for slug in chain([stem], (f"{stem}-{number}" for number in count(2))):
        organisation, made = Organisation.objects.get_or_create(slug=slug, defaults=what)
        if made:
            break
    if request.person:
        Membership.objects.create(person=request.person, organisation=organisation, role=Membership.Role.MANAGER)
    return organisation


def _account_for(request: AccountRequest, server: CloudServer, *, by) -> CloudAccount:
    """The person's account on the server, or a new one; a second association uses the same."""
    from . import life

    wish = request.wished_id if request.wished_id and not is_reserved(request.wished_id) else ""
    account, created = CloudAccount.objects.living().get_or_create(
        person=request.person,
        server=server,
        defaults={
            "uid": new_account_id(wish or request.person.public_name),
            "quota_bytes": request.quota_bytes,
        },
    )
    if account.state == CloudAccount.State.CLOSING:
        account = life.reclaim(account=account, by=by)
    if not created and account.quota_bytes is not None and account.quota_bytes < request.quota_bytes:
        account.quota_bytes = request.quota_bytes
        account.save(update_fields=["quota_bytes"])
    return account
