"""Addresses of the provider, those that django-allauth gives them; servers find them by the first."""

from django.urls import path

from . import authorizing, discovery, signing_out, tokens

app_name = "oidc"
urlpatterns = [
    path(".well-known/openid-configuration", discovery.configuration, name="configuration"),
    path(".well-known/jwks.json", discovery.jwks, name="jwks"),
    path("identity/o/authorize", authorizing.AuthorizationView.as_view(), name="authorize"),
    path("identity/o/continue", authorizing.go_on, name="continue"),
    path("identity/o/logout", signing_out.LogoutView.as_view(), name="logout"),
    path("identity/o/api/token", tokens.token, name="token"),
    path("identity/o/api/userinfo", tokens.user_info, name="userinfo"),
    path("identity/o/api/revoke", tokens.revoke, name="revoke"),
]
