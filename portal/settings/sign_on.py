"""Signing in elsewhere with an account of the portal: OpenID Connect for the Nextcloud servers of the host.

Without a key the portal is no provider, and the addresses answer « not found ». The key is RSA (RS256 is what every
client reads), in PEM, on several lines or on one with `\\n` between them. The first signs; those after it are published
too, so that what a former key signed still verifies and a coming one is known before it signs. `manage.py oidc_key`
shows them and says how to change them.
"""

from .environment import env

OIDC_SIGNING_KEY = env.str("OIDC_SIGNING_KEY", multiline=True, default="")

# django-allauth's provider; who may sign in where, and what is said of them, is ours.
IDP_OIDC_ADAPTER = "hosting.cloud.oidc.adapter.SignOnAdapter"
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60  # seconds
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 300
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 900
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 14 * 24 * 3600  # as long as a session of the portal
IDP_OIDC_ROTATE_REFRESH_TOKEN = True
# Wrong secrets of a server, from one address (hosting/cloud/oidc/tokens.py).
IDP_OIDC_RATE_LIMITS = {"client_secret": "10/5m/ip"}
