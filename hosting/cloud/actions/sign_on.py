"""Sign-ins at a server by the portal: let through, exchanged for tokens once, over, and the server told of it.

Nothing here talks to a server but `tell`, which the worker calls: signing out never waits for anybody.
"""

import hashlib
import logging
import random
import secrets
from datetime import timedelta

import httpx
from allauth.idp.oidc.models import Token
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.core.queue import enqueue, enqueue_on_commit

from ..models import RelyingParty, SignOn
from ..nextcloud.transport import tls_context
from ..oidc import logout_tokens

logger = logging.getLogger(__name__)
State = SignOn.State

CALL_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
IN_HAND = timedelta(seconds=60)  # longer than one call lasts
LONGEST_WAIT = 600  # seconds; a server asks for our keys once an hour, so the tries must outlast that
GIVE_UP_AFTER = 60  # tries: some ten hours
KEPT_DAYS = 30
# What a Nextcloud says when something is set up wrongly; any other 400 says that it knows of no such session any more.
WRONGLY_SET_UP = frozenset(
    {
        "provider not found",
        "could not reach provider endpoint",
        "missing one or more claims",
        "invalid audience",
        "invalid event",
        "invalid nonce",
        "invalid iss",
        "invalid exp",
    }
)


def digest(secret: str) -> str:
    """Under which a session or a code is found again without being kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def let_through(
    *, party: RelyingParty, person, code: str, session_key: str, second_factor: bool, authenticated_at
) -> SignOn:
    """The person was sent to the server with a code."""
    return SignOn.objects.create(
        party=party,
        person=person,
        sub=str(person.pk),
        sid=secrets.token_urlsafe(32),
        code_digest=digest(code),
        session_digest=digest(session_key),
        second_factor=second_factor,
        authenticated_at=authenticated_at,
    )


def note_tokens(*, sign_on: SignOn, hashes: list[str]) -> None:
    """The server has tokens: they end with the sign-in. In the transaction that made them, the row being locked."""
    if sign_on.exchanged_at is None:
        sign_on.exchanged_at = timezone.now()
        sign_on.save(update_fields=["exchanged_at"])
    for token in Token.objects.filter(hash__in=hashes):
        token.data = {**(token.data or {}), "sid": sign_on.sid}
        token.save(update_fields=["data"])


def revoke_tokens(*, sign_on: SignOn) -> None:
    """A code came twice: what it had given is worth nothing any more (RFC 6749, 4.1.2)."""
    Token.objects.filter(user_id=sign_on.person_id, data__sid=sign_on.sid).delete()


def end_at(*, server_id: int, person_id: int | None) -> int:
    """Every sign-in of a person at one server is over: their account there was shut, closed or unlinked."""
    return end(SignOn.objects.filter(party__server=server_id, person=person_id)) if person_id else 0


@transaction.atomic
def end(sign_ons) -> int:
    """These sign-ins (a queryset) are over: no token of theirs serves any more, and their servers will be told.

    Safe to call again. Returns how many servers are to be told.
    """
    from ..tasks import tell_server

    sign_ons = sign_ons.open()
    found = list(sign_ons.values_list("pk", "sid", "person_id"))
    if not found:
        return 0
    numbers, sids, people = zip(*found, strict=True)
    mine = SignOn.objects.open().filter(pk__in=numbers)
    # in this order: an exchange that is under way holds its row, and is then either too late or seen here
    mine.filter(exchanged_at=None).delete()
    now = timezone.now()
    told = mine.update(state=State.WAITING, ended_at=now, not_before=now)
    Token.objects.filter(user_id__in=set(people), data__sid__in=sids).delete()
    for pk in numbers:
        enqueue_on_commit(tell_server, pk)
    return told


def tell(*, sign_on_id: int) -> bool:
    """Tell a server that a sign-in is over, if that is still to be done; True when it knows. Never in a transaction."""
    now = timezone.now()
    due = SignOn.objects.to_tell(now).filter(pk=sign_on_id)
    if not due.update(not_before=now + IN_HAND, attempts=F("attempts") + 1):
        return False
    sign_on = SignOn.objects.select_related("party").get(pk=sign_on_id)
    trouble = _post(sign_on)
    waiting = SignOn.objects.filter(pk=sign_on_id, state=State.WAITING)
    if not trouble:
        waiting.update(state=State.TOLD, technical_error="")
        return True
    logger.warning("sign-out %s could not be told: %s", sign_on_id, trouble)
    if sign_on.attempts >= GIVE_UP_AFTER:
        waiting.update(state=State.FAILED, technical_error=trouble)
    else:
        waiting.update(not_before=timezone.now() + _wait(sign_on.attempts), technical_error=trouble)
    return False


def _post(sign_on: SignOn) -> str:
    """Send a logout token, made afresh since it is short-lived; what went wrong, or nothing."""
    token = logout_tokens.make(audience=sign_on.party.client_id, sub=sign_on.sub, sid=sign_on.sid)
    if token is None:
        return "OIDC_SIGNING_KEY is not set"
    try:
        with httpx.Client(timeout=CALL_TIMEOUT, verify=tls_context(), trust_env=False) as client:
            answer = client.post(sign_on.party.logout_url, data={"logout_token": token})
    except httpx.HTTPError as error:
        return f"{type(error).__name__}: {error}"[:300]
    if answer.is_success or (answer.status_code == httpx.codes.BAD_REQUEST and _says_gone(answer)):
        return ""
    return f"HTTP {answer.status_code}: {answer.text[:200]}"


def _says_gone(answer: httpx.Response) -> bool:
    try:
        told = answer.json()
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("error") not in WRONGLY_SET_UP


def _wait(attempts: int) -> timedelta:
    """Doubles up to LONGEST_WAIT, give or take half."""
    seconds = min(LONGEST_WAIT, 5 * 2 ** min(attempts - 1, 10)) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
    return timedelta(seconds=seconds)


def sweep(size: int = 100) -> int:
    """Queue what is due; returns how many. Running one twice does nothing the second time."""
    from ..tasks import tell_server

    due = list(SignOn.objects.to_tell().order_by("not_before").values_list("pk", flat=True)[:size])
    for pk in due:
        enqueue(tell_server, pk)
    return len(due)


def forget() -> int:
    """Take away what is over, what nobody came to fetch, and tokens that have run out; returns how many sign-ins."""
    now = timezone.now()
    Token.objects.expired().delete()
    SignOn.objects.open().filter(exchanged_at=None, opened_at__lt=now - timedelta(days=1)).delete()
    SignOn.objects.open().filter(opened_at__lt=now - timedelta(days=3 * KEPT_DAYS)).delete()
    over = SignOn.objects.filter(state__in=(State.TOLD, State.FAILED), ended_at__lt=now - timedelta(days=KEPT_DAYS))
    return over.delete()[0]
