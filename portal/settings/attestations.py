"""Attestations of courses: whether this host gives any, and the key that signs their credentials (Open Badges 3.0).

The key is a private key in PEM (Ed25519, P-256 or RSA), on several lines or on one with `\\n` between them. Former
keys, of which only the public half is published, stand in the same variable after the one that signs.
"""

from .environment import env

ATTESTATIONS = env.bool("ATTESTATIONS", default=True)
CREDENTIALS_SIGNING_KEY = env.str("CREDENTIALS_SIGNING_KEY", multiline=True, default="")
