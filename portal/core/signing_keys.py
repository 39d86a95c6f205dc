"""Keys that sign documents for strangers: read from PEM, public half as JSON Web Key, compact JWS (RFC 7515, 7517,
7518, 7638, 8037). The algorithm follows from the key: EdDSA (Ed25519), ES256 (P-256), RS256 (RSA).
"""

import base64
import hashlib
import json
import re

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

MIN_RSA_BITS = 2048
_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)


class UnusableKey(ValueError):
    """Not a private key in PEM, or of a kind that signs nothing here. The message never holds the key."""


def read_keys(text: str) -> list["SigningKey"]:
    """The private keys in a text of PEM blocks, in order; UnusableKey when there is none or one cannot serve."""
    blocks = pem_blocks(text)
    if not blocks:
        raise UnusableKey("no private key in PEM")
    return [SigningKey(block) for block in blocks]


def pem_blocks(text: str) -> list[str]:
    """The blocks of a text, for libraries that read PEM by themselves. Not checked: `read_keys` does that."""
    return [block.group(0) for block in _PEM.finditer(text)]


def new_rsa_key() -> str:
    """A fresh RSA key in PEM, for what must be read by everybody (RS256)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=MIN_RSA_BITS)
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


def new_key() -> str:
    """A fresh Ed25519 key in PEM."""
    return (
        ed25519.Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def base64url(content: bytes) -> str:
    """Without padding, as JOSE writes it."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _number(value: int, length: int = 0) -> str:
    return base64url(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


class SigningKey:
    """One private key; says nothing of itself but its public half."""

    def __init__(self, pem: str):
        try:
            self._key = serialization.load_pem_private_key(pem.encode(), password=None)
        except (ValueError, TypeError) as error:
            raise UnusableKey("not a private key in PEM, or one with a password") from error
        self.algorithm = self._algorithm()

    def _algorithm(self) -> str:
        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return "EdDSA"
        if isinstance(self._key, ec.EllipticCurvePrivateKey) and isinstance(self._key.curve, ec.SECP256R1):
            return "ES256"
        if isinstance(self._key, rsa.RSAPrivateKey) and self._key.key_size >= MIN_RSA_BITS:
            return "RS256"
        raise UnusableKey(f"neither Ed25519 nor P-256 nor RSA of {MIN_RSA_BITS} bits or more")

    def _public_members(self) -> dict[str, str]:
        """What makes the public key, as RFC 7638 wants it for a thumbprint."""
        public = self._key.public_key()
        if self.algorithm == "EdDSA":
            raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            return {"crv": "Ed25519", "kty": "OKP", "x": base64url(raw)}
        numbers = public.public_numbers()
        if self.algorithm == "ES256":
            return {"crv": "P-256", "kty": "EC", "x": _number(numbers.x, 32), "y": _number(numbers.y, 32)}
        return {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}

    @property
    def thumbprint(self) -> str:
        """The name of the key (RFC 7638, SHA-256)."""
        canonical = json.dumps(self._public_members(), sort_keys=True, separators=(",", ":"))
        return base64url(hashlib.sha256(canonical.encode()).digest())

    def public_jwk(self, kid: str) -> dict[str, str]:
        """The public half as JSON Web Key under this name."""
        return {**self._public_members(), "alg": self.algorithm, "use": "sig", "kid": kid}

    def compact_jws(self, payload: dict, *, kid: str, typ: str = "JWT") -> str:
        """The payload signed, as header.payload.signature; the header names algorithm, key and type."""
        header = {"alg": self.algorithm, "kid": kid, "typ": typ}
        parts = (json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in (header, payload))
        signed = ".".join(base64url(part.encode()) for part in parts)
        return f"{signed}.{base64url(self._sign(signed.encode()))}"

    def _sign(self, content: bytes) -> bytes:
        if self.algorithm == "EdDSA":
            return self._key.sign(content)
        if self.algorithm == "RS256":
            return self._key.sign(content, padding.PKCS1v15(), hashes.SHA256())
        r, s = utils.decode_dss_signature(self._key.sign(content, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
