"""Addresses of attestations outside the courses: they hold whatever becomes of a course."""

from django.urls import path

from . import attestation_views

app_name = "attestations"
urlpatterns = [
    path("verifier/", attestation_views.check_form, name="check_form"),
    path("verifier/emetteur.json", attestation_views.issuer, name="issuer"),
    path("verifier/cles.json", attestation_views.key_set, name="key_set"),
    path("verifier/cles/<str:thumbprint>.json", attestation_views.key, name="key"),
    path("verifier/revocations.json", attestation_views.revocations, name="revocations"),
    path("verifier/<str:code>/", attestation_views.check, name="check"),
    path("compte/attestations/<str:code>/attestation.pdf", attestation_views.document, name="document"),
    path("compte/attestations/<str:code>/attestation.jwt", attestation_views.badge, name="badge"),
]
