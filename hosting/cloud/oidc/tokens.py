"""What servers call: a code for tokens, once; a renewal; the claims again; a token given back.

allauth checks the client, the code and the verifier. The row of the sign-in, locked, is what lets a code serve once
even when it comes twice in the same instant, and what a renewal must still find open.
"""

import json
from functools import wraps

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc import views as allauth_views
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from ..actions import sign_on as actions
from ..models import SignOn
from . import eligibility, keys

WAIT = 300  # seconds; as long as wrong secrets count
GRANTS = (Client.GrantType.AUTHORIZATION_CODE.value, Client.GrantType.REFRESH_TOKEN.value)


def _whole():
    return SignOn.objects.select_related("party__server", "party__client", "person")


def _locked():
    return _whole().select_for_update(of=("self",))


def _open_of(token: Token | None, rows) -> SignOn | None:
    """The sign-in that a token belongs to, while it goes on."""
    sid = (token.data or {}).get("sid") if token else None
    return rows.open().filter(sid=sid).first() if sid else None


def _claimed_client(request) -> str:
    """Who calls, by their own word; true once allauth has accepted the secret."""
    basic, _secret = extract_basic_auth({"Authorization": request.headers.get("Authorization", "")})
    return basic or request.POST.get("client_id", "")


def called_by_servers(view):
    """What all three have in common: no cookie, no cache, a form and nothing in the address."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def checked(request):
        keys.require_provider()
        # neither may hold anything, and the libraries below stumble on odd signs in them
        request.META["QUERY_STRING"] = ""
        told = (_claimed_client(request), *request.POST.values())
        if "resource" in request.POST or any("\0" in value for value in told):
            return JsonResponse({"error": "invalid_request"}, status=400)
        return view(request)

    return checked


def secrets_limited(view):
    """Whoever brings wrong secrets is not listened to for a while, right ones included: so many from one address
    (IDP_OIDC_RATE_LIMITS). What comes with a right secret is never counted."""
    rate = {"app": "allauth.idp.oidc", "action": "client_secret"}

    @wraps(view)
    def limited(request):
        if not ratelimit.consume(request, dry_run=True, **rate):
            told = {"error": "temporarily_unavailable", "error_description": "Too many wrong client secrets."}
            return JsonResponse(told, status=429, headers={"Retry-After": str(WAIT)})
        response = view(request)
        if response.status_code == 401:
            ratelimit.consume(request, **rate)
        return response

    return limited


@require_POST
@called_by_servers
@secrets_limited
def token(request):
    """The token endpoint."""
    grant = request.POST.get("grant_type")
    if grant not in GRANTS:
        return JsonResponse({"error": "unsupported_grant_type"}, status=400)
    with transaction.atomic():
        return _exchange(request) if grant == GRANTS[0] else _renew(request)


def _exchange(request):
    found = _locked().filter(code_digest=actions.digest(request.POST.get("code", ""))).first()
    request.sign_on = found if found and found.exchanged_at is None and found.ended_at is None else None
    response = allauth_views.token(request)
    if response.status_code == 200:
        _note(request.sign_on, response)
    elif found and found.exchanged_at and _is_replay(request, found, response):
        actions.revoke_tokens(sign_on=found)
    return response


def _is_replay(request, found: SignOn, response) -> bool:
    """The very client it was made for, with its secret, brings a code that has served."""
    refused = json.loads(response.content).get("error") == "invalid_grant"
    return refused and _claimed_client(request) == found.party.client_id


def _renew(request):
    tokens = Token.objects.filter(type=Token.Type.REFRESH_TOKEN).valid().by_value(request.POST.get("refresh_token", ""))
    request.sign_on = _open_of(tokens.first(), _locked())
    old = tokens.first()  # once the row is ours: whoever came first has used it up
    if old is not None and not _still_may(request.sign_on):
        old.delete()
    response = allauth_views.token(request)
    if response.status_code == 200:
        _note(request.sign_on, response)
    return response


def _still_may(sign_on: SignOn | None) -> bool:
    if sign_on is None or sign_on.person is None:
        return False
    return eligibility.refusal_of(sign_on.person, sign_on.party, second_factor=sign_on.second_factor) is None


def _note(sign_on: SignOn, response) -> None:
    told = json.loads(response.content)
    values = [told[name] for name in ("access_token", "refresh_token") if name in told]
    actions.note_tokens(sign_on=sign_on, hashes=[get_adapter().hash_token(value) for value in values])


@require_http_methods(["GET", "POST"])
@called_by_servers
def user_info(request):
    """The claims once more, for whoever holds an access token of a sign-in that goes on."""
    kind, _space, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        value = request.POST.get("access_token", "")
    found = Token.objects.valid().by_value(value).filter(type=Token.Type.ACCESS_TOKEN).first()
    request.sign_on = _open_of(found, _whole())
    return allauth_views.user_info(request)


@require_POST
@called_by_servers
@secrets_limited
def revoke(request):
    """A token given back (RFC 7009), by whom it was made for alone: allauth would take it from any client."""
    given = Token.objects.by_value(request.POST.get("token", ""))
    if given.exclude(client=_claimed_client(request)).exists():
        return JsonResponse({"error": "invalid_request"}, status=400)
    return allauth_views.revoke(request)
