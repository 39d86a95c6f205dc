"""What a server reads first: where everything is and what is supported, no more than is true; and our public keys."""

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import keys
from .adapter import CLAIMS
from .tokens import GRANTS

METHODS = ["client_secret_basic", "client_secret_post"]
SCOPES = ["openid", "profile", "email"]


def document() -> dict:
    """OpenID Connect Discovery 1.0, RP-Initiated Logout 1.0, Back-Channel Logout 1.0."""

    def at(name: str) -> str:
        return keys.issuer() + reverse(f"oidc:{name}")

    return {
        "issuer": keys.issuer(),
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "revocation_endpoint": at("revoke"),
        "end_session_endpoint": at("logout"),
        "jwks_uri": at("jwks"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANTS),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": list(CLAIMS),
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }


@require_safe
@cache_control(private=True, max_age=300)
def configuration(request):
    keys.require_provider()
    return JsonResponse(document())


@require_safe
@cache_control(private=True, max_age=300)
def jwks(request):
    """Every key of the settings, in their order; « private » keeps it out of the cache of pages."""
    keys.require_provider()
    return JsonResponse({"keys": [key.public_jwk(key.thumbprint) for key in keys.published()]})
