"""Attestations as Open Badges 3.0: the required properties, a signature that holds against the published key."""

import base64
import hashlib
import json
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from django.test import Client

from courses.attestation_actions import revoke_attestation
from courses.models import CoursePage
from portal.core import signing_keys
from tests.factories.people import UserFactory

from .attesting import attested

pytestmark = pytest.mark.django_db
SITE = "https://portail.example.org"


def pem(key) -> str:
    kind = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*kind).decode()


MADE = {
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
}


@pytest.fixture(autouse=True)
def _site(settings):
    settings.WAGTAILADMIN_BASE_URL = SITE


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def attestation(course, person):
    CoursePage.objects.filter(pk=course.pk).update(attestation_lessons=100, attestation_score=70)
    course.refresh_from_db()
    return attested(course, person=person)


@pytest.fixture
def badge(client, attestation, person):
    """What the member downloads."""

    def download() -> str:
        client.force_login(person)
        response = client.get(f"/compte/attestations/{attestation.code}/attestation.jwt")
        assert response["Content-Type"].startswith("text/plain")
        assert response["Content-Disposition"].endswith('.jwt"')
        return response.content.decode()

    return download


def octets(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def number(part: str) -> int:
    return int.from_bytes(octets(part), "big")


def verify(token: str, jwk: dict) -> None:
    """As a verifier does, with nothing but the token and the public key; InvalidSignature when it does not hold."""
    signed, _dot, signature = token.rpartition(".")
    given, content = octets(signature), signed.encode()
    if jwk["kty"] == "OKP":
        ed25519.Ed25519PublicKey.from_public_bytes(octets(jwk["x"])).verify(given, content)
    elif jwk["kty"] == "EC":
        public = ec.EllipticCurvePublicNumbers(number(jwk["x"]), number(jwk["y"]), ec.SECP256R1()).public_key()
        halves = int.from_bytes(given[:32], "big"), int.from_bytes(given[32:], "big")
        public.verify(utils.encode_dss_signature(*halves), content, ec.ECDSA(hashes.SHA256()))
    else:
        public = rsa.RSAPublicNumbers(number(jwk["e"]), number(jwk["n"])).public_key()
        public.verify(given, content, padding.PKCS1v15(), hashes.SHA256())


def parts(token: str) -> tuple[dict, dict]:
    header, payload, _signature = token.split(".")
    return json.loads(octets(header)), json.loads(octets(payload))


def published(client, address: str) -> dict:
    assert address.startswith(f"{SITE}/")
    response = client.get(address.removeprefix(SITE))
    assert response.status_code == 200, address
    return response.json()


@pytest.mark.parametrize("algorithm", MADE)
def test_the_signature_holds_against_the_published_key(badge, client, settings, algorithm):
    settings.CREDENTIALS_SIGNING_KEY = pem(MADE[algorithm]())
    token = badge()
    header, _payload = parts(token)
    assert set(header) == {"alg", "kid", "typ"} and header["alg"] == algorithm and header["typ"] == "JWT"
    jwk = published(client, header["kid"])
    assert published(client, f"{SITE}/verifier/cles.json")["keys"] == [jwk]
    assert jwk["alg"] == algorithm and jwk["kid"] == header["kid"]
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(jwk)
    verify(token, jwk)
    head, payload, signature = token.split(".")
    forged = json.loads(octets(payload))
    forged["credentialSubject"]["identifier"][0]["identityHash"] = "Quelqu’un d’autre"
    payload = signing_keys.base64url(json.dumps(forged).encode())
    with pytest.raises(InvalidSignature):
        verify(f"{head}.{payload}.{signature}", jwk)


def test_the_credential_has_what_open_badges_require(badge, attestation):
    _header, credential = parts(badge())
    assert credential["@context"][:2] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(credential["type"])
    assert credential["id"] == f"urn:uuid:{attestation.credential_id}"
    assert credential["issuer"]["type"] == ["Profile"] and credential["issuer"]["name"] == attestation.host_name
    subject = credential["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"] and subject["id"].startswith("urn:uuid:")
    (identity,) = subject["identifier"]
    assert identity == {
        "type": "IdentityObject", "hashed": False, "identityHash": attestation.name, "identityType": "name",
    }  # fmt: skip
    achievement = subject["achievement"]
    assert achievement["type"] == ["Achievement"] and achievement["id"].startswith(SITE)
    assert attestation.course_title in achievement["name"]
    assert "ni un diplôme ni une certification" in achievement["description"]
    assert "toutes les leçons" in achievement["criteria"]["narrative"]
    assert credential["credentialSchema"][0]["type"] == "1EdTechJsonSchemaValidator2019"
    assert attestation.code in credential["evidence"][0]["id"]


def test_the_claims_of_the_token_say_what_the_credential_says(badge, attestation):
    _header, credential = parts(badge())
    assert credential["iss"] == credential["issuer"]["id"]
    assert credential["jti"] == credential["id"]
    assert credential["sub"] == credential["credentialSubject"]["id"]
    said = datetime.strptime(credential["validFrom"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert said == datetime.fromtimestamp(credential["nbf"], UTC) <= attestation.issued_at


def test_the_issuer_is_found_where_the_credential_says(badge, client):
    _header, credential = parts(badge())
    profile = published(client, credential["iss"])
    assert profile["id"] == credential["iss"] and profile["type"] == ["Profile"] and profile["name"]


def test_a_revoked_credential_is_in_the_public_list_at_once_and_says_nothing_else(badge, attestation):
    _header, credential = parts(badge())
    status = credential["credentialStatus"]
    assert status["type"] == "1EdTechRevocationList"
    visitor = Client()
    assert published(visitor, status["id"])["revokedCredential"] == []
    revoke_attestation(attestation=attestation, reason="Faute dans le nom", may_ask_again=True)
    listed = published(visitor, status["id"])
    assert listed["issuer"] == credential["iss"] and listed["id"] == status["id"]
    assert listed["revokedCredential"] == listed["revokedCredentials"] == [{"id": credential["id"], "revoked": True}]
    words = json.dumps(listed, ensure_ascii=False)
    assert attestation.code not in words and attestation.name not in words and "Faute" not in words


def test_a_former_key_stays_published(badge, client, settings):
    settings.CREDENTIALS_SIGNING_KEY = former = signing_keys.new_key()
    token = badge()
    settings.CREDENTIALS_SIGNING_KEY = signing_keys.new_key() + former
    verify(token, published(client, parts(token)[0]["kid"]))
    assert len(published(client, f"{SITE}/verifier/cles.json")["keys"]) == 2
    assert parts(badge())[0]["kid"] != parts(token)[0]["kid"]


def test_a_host_without_a_key_gives_the_pdf_alone(client, attestation, person, settings):
    settings.CREDENTIALS_SIGNING_KEY = ""
    client.force_login(person)
    assert client.get(f"/compte/attestations/{attestation.code}/attestation.jwt").status_code == 404
    assert client.get(f"/compte/attestations/{attestation.code}/attestation.pdf").status_code == 200
    assert "attestation.jwt" not in client.get(f"/mooc/{attestation.course_slug}/attestation/").text
    for address in ("/verifier/cles.json", "/verifier/cles/x.json"):
        assert client.get(address).status_code == 404


def test_the_name_of_a_key_is_its_thumbprint():
    """The example of RFC 8037, appendix A."""
    seed = octets("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
    key = signing_keys.SigningKey(pem(ed25519.Ed25519PrivateKey.from_private_bytes(seed)))
    assert key.public_jwk("x")["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "une phrase",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        pem(rsa.generate_private_key(65537, 1024)),  # noqa: S505 - that is why it is refused
        pem(ec.generate_private_key(ec.SECP384R1())),
    ],
)
def test_a_key_that_cannot_serve_is_refused_without_being_told(text):
    with pytest.raises(signing_keys.UnusableKey) as told:
        signing_keys.read_keys(text)
    assert not any(line in str(told.value) for line in text.splitlines() if line)


def test_the_subject_tells_nothing_of_the_person(badge, person):
    _header, credential = parts(badge())
    words = json.dumps(credential, ensure_ascii=False)
    assert person.email not in words and person.public_name not in words
    assert hashlib.sha256(person.email.encode()).hexdigest() not in words
