"""The door: somebody comes from a server, signs in here, and is sent back with a code.

No page asks for consent: the server is the host's own, run by the same people under the same terms, and a person who
unticked a box there could not sign in. What stands between is one plain page, right after a sign-in form: Chromium
applies the policy of a form's page (`form-action 'self'`) to every redirect that follows it and refuses the last one,
so the way out to another host begins anew from a page of ours, and no sign-in page needs a looser policy.
"""

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.core.internal.httpkit import add_query_params
from allauth.idp.oidc import views as allauth_views
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.people import second_factor

from ..actions import sign_on
from ..models import RelyingParty
from . import eligibility, keys

# What is taken from the request; anything else, `claims` among it (OpenID Connect Core 5.5), is ignored.
TAKEN = (
    *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce"),
    *("code_challenge", "code_challenge_method"),
)
READ = (*TAKEN, "prompt", "max_age", "response_mode", "request", "request_uri")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
MAX_AGE_DIGITS = 10
JUST_NOW = 60  # seconds; nobody is asked for the password that they have just typed


class NoWayBack(Exception):
    """Who asks, or where the answer should go, is not known: the person stays here."""


@dataclass
class Asked:
    """A request that comes from a known server and goes back to one of its addresses. `error`: what is wrong with it,
    in the protocol's own words, for the server to read."""

    party: RelyingParty
    values: dict[str, str]
    error: dict[str, str] = field(default_factory=dict)

    @property
    def prompts(self) -> set[str]:
        return set(self.values.get("prompt", "").split())

    @property
    def max_age(self) -> int | None:
        wanted = self.values.get("max_age", "")
        # no longer than any age can be: Python refuses to read thousands of digits
        return int(wanted) if wanted.isdecimal() and len(wanted) <= MAX_AGE_DIGITS else None

    def query(self, *more: str) -> str:
        """The request once more, with nothing but what is taken from it."""
        kept = {name: self.values[name] for name in (*TAKEN, *more) if self.values.get(name)}
        return urlencode(kept)


def read(query: QueryDict) -> Asked:
    """What is asked; raises NoWayBack unless client and redirect address are exactly known."""
    if any(len(query.getlist(name)) > 1 or "\0" in query.get(name, "") for name in READ):
        raise NoWayBack
    values = {name: query[name] for name in READ if query.get(name)}
    party = RelyingParty.objects.known_as(values.get("client_id", "")).first()
    if party is None or values.get("redirect_uri") not in party.client.get_redirect_uris():
        raise NoWayBack
    asked = Asked(party, values)
    scopes = [scope for scope in values.get("scope", "").split() if scope in party.client.get_scopes()]
    asked.values["scope"] = " ".join(scopes)
    asked.error = _what_is_wrong(asked, scopes)
    return asked


def _what_is_wrong(asked: Asked, scopes: list[str]) -> dict[str, str]:
    values = asked.values
    if "request" in values:
        return {"error": "request_not_supported"}
    if "request_uri" in values:
        return {"error": "request_uri_not_supported"}
    if values.get("response_type") != "code":
        return {"error": "unsupported_response_type"}
    if values.get("response_mode", "query") != "query":
        return {"error": "invalid_request", "error_description": "response_mode must be query"}
    if "openid" not in scopes:
        return {"error": "invalid_scope", "error_description": "scope must contain openid"}
    if values.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(values.get("code_challenge", "")):
        return {"error": "invalid_request", "error_description": "PKCE with S256 is required"}
    if "none" in asked.prompts and len(asked.prompts) > 1:
        return {"error": "invalid_request", "error_description": "prompt=none stands alone"}
    return {}


def back(asked: Asked, **told: str) -> HttpResponse:
    """To the server, with what it is told instead of a code."""
    if asked.values.get("state"):
        told["state"] = asked.values["state"]
    response = HttpResponse(status=302)
    response["Location"] = add_query_params(asked.values["redirect_uri"], told)
    return response


def signed_in_at(request) -> float:
    """When this session last proved who it is, as seconds since 1970."""
    records = get_authentication_records(request, request.user)
    if records:
        return max(record["at"] for record in records)
    return request.user.last_login.timestamp() if request.user.last_login else 0.0


@method_decorator(never_cache, name="dispatch")
@method_decorator(csrf_exempt, name="dispatch")
class AuthorizationView(allauth_views.AuthorizationView):
    """allauth makes the code; whoever gets one is decided before."""

    def dispatch(self, request, *args, **kwargs):
        keys.require_provider()
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """The specification allows a form; it is read as the address would be."""
        return HttpResponseRedirect(f"{reverse('oidc:authorize')}?{request.POST.urlencode()}")

    def get(self, request, *args, **kwargs):
        try:
            asked = read(request.GET)
        except NoWayBack:
            return render(request, "cloud/sign_on_unknown.html", {"nav_section": "none"}, status=400)
        if asked.error:
            return back(asked, **asked.error)
        return self._sign_in_first(asked) or self._refuse(asked) or self._let_through(asked)

    def _sign_in_first(self, asked: Asked) -> HttpResponse | None:
        """To the sign-in page, or to « is it still you? » when the server asks for a fresh sign-in."""
        signed_in = self.request.user.is_authenticated
        if signed_in and not self._is_stale(asked):
            return None
        if "none" in asked.prompts:
            return back(asked, error="login_required")
        page = "account_reauthenticate" if signed_in else "account_login"
        following = f"{reverse('oidc:continue')}?{asked.query('max_age')}"
        return redirect(f"{reverse(page)}?{urlencode({'next': following})}")

    def _is_stale(self, asked: Asked) -> bool:
        age = time.time() - signed_in_at(self.request)
        if "login" in asked.prompts and age > JUST_NOW:
            return True
        return asked.max_age is not None and age > max(asked.max_age, JUST_NOW)

    def _refuse(self, asked: Asked) -> HttpResponse | None:
        """A page of ours that says why, with the way on; the server hears of it only where no page may be shown."""
        shown = second_factor.was_shown(self.request)
        refusal = eligibility.refusal_of(self.request.user, asked.party, second_factor=shown)
        if refusal is None:
            return None
        if "none" in asked.prompts:
            return back(asked, error="access_denied")
        context = {"refusal": refusal.value, "server": asked.party.server, "nav_section": "account"}
        return render(self.request, "cloud/sign_on_refused.html", context, status=403)

    def _let_through(self, asked: Asked) -> HttpResponse:
        request = self.request
        request.META["QUERY_STRING"] = asked.query()
        request.GET = QueryDict(request.META["QUERY_STRING"])
        response = super().get(request)
        code = parse_qs(urlsplit(response.get("Location", "")).query).get("code")
        if response.status_code == 302 and code:
            sign_on.let_through(
                party=asked.party,
                person=request.user,
                code=code[0],
                session_key=request.session.session_key,
                second_factor=second_factor.was_shown(request),
                authenticated_at=datetime.fromtimestamp(signed_in_at(request), tz=UTC),
            )
        return response


@never_cache
def go_on(request):
    """Right after a sign-in form: a page that leads on by itself, and a link for whoever it does not."""
    keys.require_provider()
    try:
        asked = read(request.GET)
    except NoWayBack:
        return render(request, "cloud/sign_on_unknown.html", {"nav_section": "none"}, status=400)
    following = f"{reverse('oidc:authorize')}?{asked.query('max_age')}"
    context = {"server": asked.party.server, "following": following, "nav_section": "none"}
    return render(request, "cloud/sign_on_continue.html", context)
