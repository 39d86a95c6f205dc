"""Our own addresses below /compte/; those of the sign-in library follow (portal.urls)."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="account_home"),
    path("profil/", views.profile, name="account_profile"),
    path("2fa/dessin.svg", views.totp_drawing, name="account_totp_drawing"),
]
