"""Attestations as Open Badges 3.0: a credential in the data model of Verifiable Credentials 2.0, signed as JWT.

Shapes: https://www.imsglobal.org/spec/ob/v3p0/ (data model; section « JSON Web Token Proof Format »: the payload is the
credential with `iss`, `jti`, `nbf`, `sub`; the header has `alg`, `kid`, `typ` and nothing else; `kid` leads to the
key) and https://www.imsglobal.org/spec/vcrl/v1p0/ for the list of revoked credentials.
"""

import uuid
from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core import signing_keys

from .attestations import rule_met
from .models import Attestation

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


def absolute(path: str) -> str:
    """An address of this site as strangers need it."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def check_url(attestation: Attestation) -> str:
    """The page that tells whoever holds the code whether the attestation is true."""
    return absolute(reverse("attestations:check", args=[attestation.code]))


def host_keys() -> list[signing_keys.SigningKey]:
    """The host's keys, the one that signs first; none where the host has none."""
    return signing_keys.read_keys(settings.CREDENTIALS_SIGNING_KEY) if settings.CREDENTIALS_SIGNING_KEY else []


def key_url(key: signing_keys.SigningKey) -> str:
    """The `kid` of a key: an address that answers with its public half."""
    return absolute(reverse("attestations:key", args=[key.thumbprint]))


def public_keys() -> list[dict]:
    """The public halves, as a JSON Web Key Set lists them."""
    return [key.public_jwk(key_url(key)) for key in host_keys()]


def issuer(host_name: str) -> dict:
    """The host as an Open Badges Profile."""
    return {
        "id": absolute(reverse("attestations:issuer")),
        "type": ["Profile"],
        "name": host_name,
        "url": absolute("/"),
    }


def not_a_diploma() -> str:
    """What an attestation is not, in one sentence; it stands wherever an attestation is shown."""
    return _(
        "It says that a course was followed; it is neither a diploma nor a certification, "
        "and nobody checked who answered."
    )


def credential(attestation: Attestation) -> dict:
    """The credential, unsigned, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Attestation: %(course)s") % {"course": attestation.course_title}
        return {
            "@context": CONTEXTS,
            "id": f"urn:uuid:{attestation.credential_id}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": issuer(attestation.host_name),
            "validFrom": _instant(attestation),
            "name": name,
            "credentialSubject": _subject(attestation, name),
            "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
            "credentialStatus": {
                "id": absolute(reverse("attestations:revocations")),
                "type": "1EdTechRevocationList",
            },
            "evidence": [
                {"id": check_url(attestation), "type": ["Evidence"], "name": _("Page that checks this attestation")}
            ],
        }


def _instant(attestation: Attestation) -> str:
    """In whole seconds, since `nbf` must say the same."""
    return attestation.issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _subject(attestation: Attestation, name: str) -> dict:
    """Whom it speaks of: an address of nothing, made for this attestation alone, and the name they typed."""
    page = absolute(reverse("courses:attestation", args=[attestation.course_slug]))
    return {
        "id": f"urn:uuid:{uuid.uuid5(attestation.credential_id, 'subject')}",
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": attestation.name, "identityType": "name"}
        ],
        "achievement": {
            "id": page,
            "type": ["Achievement"],
            "achievementType": "Course",
            "name": name,
            "description": not_a_diploma(),
            "criteria": {"id": page, "narrative": rule_met(attestation).words},
            "inLanguage": settings.LANGUAGE_CODE,
            "version": attestation.course_updated_on.isoformat(),
        },
    }


def signed(attestation: Attestation) -> str:
    """The credential as compact JWS (VC-JWT), the content of a `.jwt` file. Only where the host has a key."""
    payload = credential(attestation)
    claims = {
        "iss": payload["issuer"]["id"],
        "jti": payload["id"],
        "nbf": int(attestation.issued_at.timestamp()),
        "sub": payload["credentialSubject"]["id"],
    }
    key = host_keys()[0]
    return key.compact_jws({**payload, **claims}, kid=key_url(key))


def revocation_list() -> dict:
    """The revoked credentials by id, without a name or a reason. Under both names that verifiers look for: 1EdTech's
    own one read `revokedCredentials` before it read `revokedCredential`."""
    revoked = [
        {"id": f"urn:uuid:{one}", "revoked": True}
        for one in Attestation.objects.revoked().order_by("revoked_at", "pk").values_list("credential_id", flat=True)
    ]
    return {
        "id": absolute(reverse("attestations:revocations")),
        "issuer": absolute(reverse("attestations:issuer")),
        "revokedCredential": revoked,
        "revokedCredentials": revoked,
    }
